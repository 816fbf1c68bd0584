package dev.bowsprit.frontend.testkit.junit;

import dev.bowsprit.frontend.Frontend;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Marks a class of tests of a frontend: methods get a {@code TestBuild} of it, and a {@code Golden}
 * named after them, as parameters.
 *
 * <p>The kit changes the virtual machine's default locale and time zone while a frontend runs, so
 * these tests run beside no others.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FrontendExtension.class)
@Isolated
public @interface FrontendTest {

  /** The frontend, which has a constructor without parameters. */
  Class<? extends Frontend> value();
}
