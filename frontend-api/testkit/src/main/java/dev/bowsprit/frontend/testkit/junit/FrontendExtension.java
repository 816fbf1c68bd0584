package dev.bowsprit.frontend.testkit.junit;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.testkit.Golden;
import dev.bowsprit.frontend.testkit.TestBuild;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Gives tests a {@link TestBuild} and a {@link Golden} as parameters. Used by {@link FrontendTest},
 * or registered where all tests of a class have images and files in common:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final FrontendExtension FRONTEND =
 *     FrontendExtension.of(TestBuild.of(SiteFrontend::new).image("hugo", "{}"));
 *
 * @Test
 * void buildsASite(TestBuild build, Golden golden) {
 *   golden.check(build.source("site.yaml", "generator: hugo\n").run());
 * }
 * }</pre>
 *
 * <p>In classes that run alone ({@code @Isolated}, which {@link FrontendTest} implies), frontends
 * run in other default locales and time zones as well.
 *
 * <p>Golden files are {@code src/test/resources/PACKAGE/CLASS.METHOD.txt} in the module; the system
 * property {@code bowsprit.golden.dir} names another folder than {@code src/test/resources}.
 */
public final class FrontendExtension implements ParameterResolver {

  /** The system property that names the folder of golden files. */
  public static final String DIRECTORY = "bowsprit.golden.dir";

  private final Optional<TestBuild> build;

  /** For JUnit, which finds the frontend by {@link FrontendTest}. */
  public FrontendExtension() {
    this.build = Optional.empty();
  }

  private FrontendExtension(TestBuild build) {
    this.build = Optional.of(build);
  }

  /** One that gives tests this build. */
  public static FrontendExtension of(TestBuild build) {
    return new FrontendExtension(build);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestBuild.class || (type == Golden.class && context.getTestMethod().isPresent());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Golden.class
        ? Golden.at(goldenFile(context))
        : build(context);
  }

  private TestBuild build(ExtensionContext context) {
    TestBuild given = build.orElseGet(() -> TestBuild.of(() -> frontend(context)));
    return AnnotationSupport.isAnnotated(context.getRequiredTestClass(), Isolated.class)
        ? given.alone()
        : given;
  }

  private static Path goldenFile(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    String name = type.getName().substring(type.getPackageName().length()).replaceFirst("^\\.", "");
    return Path.of(System.getProperty(DIRECTORY, "src/test/resources"))
        .resolve(type.getPackageName().replace('.', '/'))
        .resolve(name + "." + context.getRequiredTestMethod().getName() + ".txt");
  }

  private static Frontend frontend(ExtensionContext context) {
    for (Class<?> type = context.getRequiredTestClass(); ; type = type.getEnclosingClass()) {
      Optional<FrontendTest> found = AnnotationSupport.findAnnotation(type, FrontendTest.class);
      if (found.isPresent()) {
        return ReflectionSupport.newInstance(found.get().value());
      }
      if (type.getEnclosingClass() == null) {
        throw new ExtensionConfigurationException(
            context.getRequiredTestClass().getName()
                + " has no @FrontendTest; add it, or register FrontendExtension.of(build)");
      }
    }
  }
}
