package dev.bowsprit.frontend.packaging;

import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Code of many kinds that {@link PlainCalls} changes, and what it computes. */
final class PlainCallsSamples {

  private PlainCallsSamples() {}

  sealed interface Shape {
    /** An interface's own method is a place for such a call, too. */
    static String name(Shape shape) {
      return switch (shape) {
        case Circle(double radius) when radius > 1 -> "great";
        case Circle _ -> "circle";
        case Box(Circle(double radius), List<Integer> sides) -> "around " + radius + " " + sides;
        case Box(Box inner, List<Integer> _) -> "twice " + inner.sides();
        case Box _ -> "box";
        case Line line -> "line " + line;
      };
    }
  }

  record Circle(double radius) implements Shape {}

  record Box(Shape inner, List<Integer> sides) implements Shape {}

  enum Line implements Shape {
    STRAIGHT,
    CURVED
  }

  record Nothing() {}

  record Everything(
      boolean flag,
      byte octet,
      char letter,
      short small,
      int number,
      long large,
      float single,
      double twice,
      @Nullable String text,
      @Nullable List<Object> others) {}

  /** Cases that are types only, which become plain. */
  static final class Types {

    private Types() {}

    static String of(@Nullable Object value) {
      return switch (value) {
        case null -> "null";
        case String text when text.isEmpty() -> "empty";
        case String text when text.length() > 3 -> "long " + text;
        case CharSequence text -> "text " + text.length();
        case int[] numbers -> "numbers " + numbers.length;
        case Number number -> "number " + number;
        default -> "other";
      };
    }
  }

  /** Cases with a constant, which are left. */
  static final class Constants {

    private Constants() {}

    static String of(String value) {
      return switch (value) {
        case "abc" -> "the alphabet";
        case String text when text.length() > 3 -> "more";
        default -> "less";
      };
    }
  }

  private static List<@Nullable Object> values() {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(null);
    values.addAll(List.of("", "ab", "abc", "abcd", 1, 2.5, 'c', new int[2], new long[1]));
    values.add(CharBuffer.wrap("x"));
    values.addAll(List.of(Line.STRAIGHT, Line.CURVED, new Circle(1), new Circle(2)));
    values.add(new Box(new Circle(3), List.of(4)));
    values.add(new Box(new Box(Line.CURVED, List.of(1)), List.of()));
    values.add(new Box(Line.STRAIGHT, List.of()));
    return values;
  }

  private static List<Everything> records() {
    List<Everything> all = new ArrayList<>();
    for (double number : new double[] {0, -0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      for (String text : Arrays.asList("", "a", null)) {
        all.add(
            new Everything(
                number > 1,
                (byte) number,
                (char) ('a' + (int) Math.min(number, 9)),
                (short) -number,
                (int) (number * 70_000),
                (long) (number * (1L << 40)),
                (float) number,
                number,
                text,
                text == null ? null : List.of(text, number)));
      }
    }
    return all;
  }

  /** What all of it computes. */
  static String report() {
    StringBuilder out = new StringBuilder();
    for (Object value : values()) {
      out.append(Types.of(value)).append('|').append(Constants.of(String.valueOf(value).strip()));
      out.append(value instanceof Shape shape ? Shape.name(shape) : "no shape").append('\n');
    }
    for (Everything one : records()) {
      out.append(one)
          .append(' ')
          .append(one.hashCode())
          .append(' ')
          .append(one.equals((Object) out));
      for (Everything other : records()) {
        out.append(one.equals(other) ? '=' : '.');
      }
      out.append('\n');
    }
    Nothing nothing = new Nothing();
    return out.append(nothing)
        .append(nothing.hashCode())
        .append(nothing.equals(new Nothing()))
        .toString();
  }
}
