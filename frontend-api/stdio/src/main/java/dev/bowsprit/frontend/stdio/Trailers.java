package dev.bowsprit.frontend.stdio;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.rpc.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What the headers at the end of a call say of it, after gRPC's protocol over HTTP/2.
 *
 * @param httpStatus the status of HTTP
 * @param code the status of gRPC
 * @param message its message, decoded
 * @param details the whole status, if the server sent it
 */
record Trailers(
    Optional<String> httpStatus, Optional<String> code, String message, Optional<Status> details) {

  static Trailers of(List<Header> headers) {
    return new Trailers(
        find(headers, ":status"),
        find(headers, "grpc-status"),
        find(headers, "grpc-message").map(Trailers::percentDecode).orElse(""),
        find(headers, "grpc-status-details-bin").flatMap(Trailers::parse));
  }

  private static Optional<String> find(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.name().equals(name))
        .map(Header::value)
        .findFirst();
  }

  private static Optional<Status> parse(String base64) {
    try {
      return Optional.of(Status.parseFrom(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  /** The end of the call. */
  Status status() {
    if (code.isEmpty()) {
      return Call.status(Code.INTERNAL, "the daemon ended the call without a status");
    }
    int number = number(code.get());
    Status plain = Status.newBuilder().setCode(number).setMessage(message).build();
    return details.filter(status -> status.getCode() == number).orElse(plain);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return Code.UNKNOWN.value();
    }
  }

  private static String percentDecode(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (low >= 0) {
        out.write((high << 4) | low);
        i += 2;
      } else {
        out.write(c);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
