package dev.bowsprit.conformance.bench;

/** The least that a Java program can be, to compare others with. */
final class HelloWorld {

  private HelloWorld() {}

  public static void main(String[] arguments) {
    System.out.println("Hello World");
  }
}
