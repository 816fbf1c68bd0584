#!/bin/sh
echo "Hello, ${1:-world}!"
cat /letter.txt
