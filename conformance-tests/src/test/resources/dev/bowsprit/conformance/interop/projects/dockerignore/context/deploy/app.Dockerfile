# syntax=docker/dockerfile:1

FROM ubuntu:24.04
WORKDIR /app
COPY . .
RUN find . -type f | sort > /listing
COPY docs /docs
