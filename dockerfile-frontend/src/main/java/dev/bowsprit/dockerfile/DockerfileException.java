package dev.bowsprit.dockerfile;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something in a build's input is wrong: one message, and the places in the Dockerfile that it is
 * about, the innermost first.
 *
 * <p>A failed call of the gateway is carried as the cause: its own code, message and details are
 * what the user sees, with the places added.
 */
public final class DockerfileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<List<SourceRange>> places;

  private DockerfileException(
      String message, List<List<SourceRange>> places, Optional<Throwable> cause) {
    super(message, cause.orElse(null));
    this.places = List.copyOf(places);
  }

  /** An error that is about no place in particular. */
  public DockerfileException(String message) {
    this(message, List.of(), Optional.empty());
  }

  /** An error at a place. */
  public static DockerfileException at(List<SourceRange> place, String message) {
    return new DockerfileException(message, List.of(place), Optional.empty());
  }

  /**
   * What went wrong in an instruction, at its place: an error of the input keeps its message and
   * gains the place; a failed call keeps itself as the cause.
   */
  public static DockerfileException at(List<SourceRange> place, RuntimeException failure) {
    DockerfileException known = of(failure);
    List<List<SourceRange>> places = new ArrayList<>(known.places);
    places.add(place);
    return new DockerfileException(known.text(), places, Optional.ofNullable(known.getCause()));
  }

  /** What went wrong, without a place if it has none. */
  public static DockerfileException of(RuntimeException failure) {
    return switch (failure) {
      case DockerfileException known -> known;
      case GatewayException call ->
          new DockerfileException(text(call), List.of(), Optional.of(call));
      case IllegalArgumentException input ->
          new DockerfileException(text(input), List.of(), Optional.empty());
      case ExpansionException input ->
          new DockerfileException(text(input), List.of(), Optional.empty());
      default -> throw failure;
    };
  }

  /** The same with its only place replaced: errors in triggers are about the stage's base. */
  public DockerfileException onlyAt(List<SourceRange> place) {
    return new DockerfileException(text(), List.of(place), Optional.ofNullable(getCause()));
  }

  /** The same with words before the message. */
  public DockerfileException prefixed(String words) {
    return new DockerfileException(words + text(), places, Optional.ofNullable(getCause()));
  }

  /** The same with words behind the message. */
  public DockerfileException followed(String words) {
    return new DockerfileException(text() + words, places, Optional.ofNullable(getCause()));
  }

  /** The message. */
  public String text() {
    return text(this);
  }

  /** The places, the innermost first. */
  public List<List<SourceRange>> places() {
    return places;
  }

  /** A code that says something comes first, as in the official frontend's answers. */
  private static String text(GatewayException call) {
    String message = text((Throwable) call);
    return switch (call.code()) {
      case OK, UNKNOWN -> message;
      default -> call.code().text() + ": " + message;
    };
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
