package dev.bowsprit.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may know whom. A line of {@link #parts} is a part of the house and the parts it may use; what
 * is not listed is forbidden.
 */
class WhoKnowsWhomTest {
  private static final String ROOT = "dev.bowsprit.";

  record Part(String name, Set<String> mayKnow) {
    @Override
    public String toString() {
      return name + " → " + (mayKnow.isEmpty() ? "nobody" : String.join(", ", mayKnow));
    }
  }

  static Stream<Part> parts() {
    return Stream.of(
        // The SDK and the languages.
        part("wire"),
        part("frontend.json"),
        part("llb", "wire", "frontend.json"),
        part("gateway", "wire", "llb", "frontend.json"),
        part("diagnostics", "wire", "llb", "gateway", "frontend.json"),
        part("view", "wire", "llb", "gateway", "frontend.json"),
        part("trace", "wire", "llb", "gateway", "frontend"),
        // Its test kit shows graphs and records sessions; the modules that a frontend image carries
        // do neither.
        part("frontend", "wire", "llb", "gateway", "diagnostics", "view", "trace"),
        part("examples", "llb", "frontend"),
        part("grammar"),
        part("dockerfile", "wire", "llb", "gateway", "diagnostics", "frontend", "grammar"),
        // The runtime, from the bottom up: what lies below never knows what lies above.
        part("runtime.wire", "wire"),
        runtime("worker"),
        runtime("session"),
        runtime("cache", "worker"),
        runtime("solver", "session", "cache", "worker"),
        runtime("source", "session", "cache", "solver", "worker"),
        runtime("ops", "session", "cache", "solver", "source", "worker"),
        runtime("exporter", "session", "cache", "solver", "source", "worker"),
        // It records the sessions that it hosts.
        with(runtime("gateway", "session", "cache", "solver", "source", "ops", "worker"), "trace"),
        runtime(
            "control",
            "session",
            "cache",
            "solver",
            "source",
            "ops",
            "exporter",
            "gateway",
            "worker"),
        // The command line is a client: it speaks to the engine, never to what is inside. It shows
        // graphs.
        with(with(runtime("cli", "control", "session"), "view"), "trace"),
        // The kit runs frontends and engines from outside, and needs no frontend's classes.
        part(
            "conformance",
            "wire",
            "llb",
            "gateway",
            "diagnostics",
            "frontend",
            "view",
            "trace",
            "runtime.wire",
            "runtime.control",
            "runtime.session",
            "runtime.gateway",
            "runtime.cli"));
  }

  private static Part part(String name, String... mayKnow) {
    return new Part(name, new TreeSet<>(Set.of(mayKnow)));
  }

  /** A package of the runtime may also use the SDK and the wire. */
  private static Part runtime(String name, String... mayKnow) {
    var known =
        new TreeSet<>(Set.of("wire", "llb", "gateway", "diagnostics", "frontend", "runtime.wire"));
    Stream.of(mayKnow).map("runtime."::concat).forEach(known::add);
    return new Part("runtime." + name, known);
  }

  private static Part with(Part part, String alsoKnown) {
    var known = new TreeSet<>(part.mayKnow());
    known.add(alsoKnown);
    return new Part(part.name(), known);
  }

  @ParameterizedTest
  @MethodSource("parts")
  void eachPartKnowsOnlyThoseItMay(Part part) {
    var allowed =
        Stream.concat(Stream.of(part.name()), part.mayKnow().stream())
            .map(name -> ROOT + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that(resideInAPackage(ROOT + part.name() + ".."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.bowsprit..").and(not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }

  @Test
  void everyPackageBelongsToAPart() {
    List<String> parts = parts().map(part -> ROOT + part.name()).toList();
    assertThat(House.CLASSES)
        .extracting(type -> type.getPackageName() + ".")
        .allMatch(name -> parts.stream().anyMatch(part -> name.startsWith(part + ".")));
  }

  @Test
  void thePackagesOfTheRuntimeAreFreeOfCycles() {
    slices().matching(ROOT + "runtime.(*)..").should().beFreeOfCycles().check(House.CLASSES);
  }
}
