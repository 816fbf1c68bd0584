package dev.bowsprit.conformance.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody may do, and the few who may. */
class HouseRulesTest {
  private static final String[] FRONTENDS = {"dev.bowsprit.grammar..", "dev.bowsprit.dockerfile.."};

  /** A frontend's own process, which has standard streams and an end of its own. */
  private static final String PROCESS = "dev.bowsprit.frontend.stdio..";

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(House.CLASSES);
  }

  @Test
  void antlrLivesInTheGrammarOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.bowsprit.grammar..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.antlr..", "dev.bowsprit.grammar.antlr.."));
  }

  @Test
  void theGrammarShowsNobodyItsParser() {
    DescribedPredicate<JavaClass> antlr =
        resideInAPackage("org.antlr..").or(resideInAPackage("dev.bowsprit.grammar.antlr.."));
    check(
        noMethods()
            .that()
            .areDeclaredInClassesThat(
                resideInAPackage("dev.bowsprit.grammar..")
                    .and(DescribedPredicate.not(resideInAPackage("dev.bowsprit.grammar.antlr.."))))
            .and()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .haveRawReturnType(antlr)
            .orShould()
            .haveRawParameterTypes(
                DescribedPredicate.<List<JavaClass>>describe(
                    "of ANTLR", types -> types.stream().anyMatch(antlr))));
  }

  @Test
  void protobufIsTheLiteRuntimeOnly() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("com\\.google\\.protobuf\\.(Message|GeneratedMessage|Descriptors)"));
  }

  @Test
  void onlyTheCommandLineWritesToTheStandardStreams() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.bowsprit.runtime.cli..", "dev.bowsprit.conformance..", PROCESS)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould(call(Throwable.class, "printStackTrace")));
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "dev.bowsprit.runtime.cli..", "dev.bowsprit.conformance..", PROCESS)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould(call(Runtime.class, "halt|exit")));
  }

  @Test
  void logsGoThroughSlf4j() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.bowsprit.runtime.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "ch.qos.logback.."));
  }

  @Test
  void systemCallsAreMadeByTheWorkerOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.bowsprit.runtime.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign.."));
  }

  @Test
  void nobodyAsksTheTableOfMounts() {
    check(
        noClasses()
            .should(call(java.nio.file.Files.class, "getFileStore"))
            .because("in a changed root, which need not be a mount point, the table lacks it"));
  }

  @Test
  void onlyPackagingKnowsJib() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.bowsprit.frontend.packaging..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.cloud.tools.jib.."));
  }

  @Test
  void nobodyUsesReflection() {
    check(
        noClasses()
            .that()
            // JUnit names a test's parameters and its method by types of reflection
            .resideOutsideOfPackage("dev.bowsprit.frontend.testkit.junit..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.reflect..")
            .orShould(call(Class.class, "forName|getDeclared.*")));
  }

  @Test
  void aFrontendSeesNeitherClockNorEnvironmentNorHost() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(FRONTENDS)
            .should(call(System.class, "getenv|getProperty|currentTimeMillis|nanoTime"))
            .orShould(call(Math.class, "random"))
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.io\\.File.*|java\\.nio\\.file\\.Files|java\\.net\\.(Socket|URLConnection|InetAddress)"
                    + "|java\\.net\\.http\\..*|java\\.util\\.(Random|UUID)|java\\.util\\.concurrent\\.ThreadLocalRandom"
                    + "|java\\.lang\\.Process.*|java\\.time\\.Clock"));
  }

  @Test
  void aFrontendsTimeIsGivenToIt() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(FRONTENDS)
            .should()
            .callMethodWhere(
                target(name("now")).and(target(owner(resideInAPackage("java.time.."))))));
  }

  @Test
  void theSdkNeedsNoTransport() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.bowsprit.llb..", "dev.bowsprit.gateway..", "dev.bowsprit.frontend..")
            .and()
            // it runs frontends as processes, which wants a daemon's side of the protocol
            .resideOutsideOfPackage("dev.bowsprit.frontend.testkit.process..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc.."));
  }

  private static ArchCondition<JavaClass> call(Class<?> type, String methods) {
    return ArchConditions.callMethodWhere(
        target(nameMatching(methods)).and(target(owner(assignableTo(type)))));
  }
}
