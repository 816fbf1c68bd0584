package dev.bowsprit.frontend.packaging;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.ByteBuffer;

/**
 * Gives old classes the form of Java 6, with stack maps.
 *
 * <p>The Java runtime verifies older ones by inference, and keeps them out of AOT caches for that.
 * Some libraries are still compiled so, for the sake of old Java releases.
 */
final class OldClasses {

  private OldClasses() {}

  /**
   * A class in a form that a cache takes: the same one if it has it, or if it cannot be had,
   * because of subroutines or since classes are missing.
   *
   * @param hierarchy knows the classes that this one uses
   */
  static byte[] renewed(byte[] classFile, ClassHierarchyResolver hierarchy) {
    if (majorVersion(classFile) >= ClassFile.JAVA_6_VERSION) {
      return classFile;
    }
    ClassFile context =
        ClassFile.of(
            ClassHierarchyResolverOption.of(hierarchy), StackMapsOption.GENERATE_STACK_MAPS);
    try {
      return context.transformClass(
          context.parse(classFile),
          ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
              .andThen(ClassTransform.endHandler(OldClasses::date)));
    } catch (IllegalArgumentException e) {
      return classFile;
    }
  }

  private static void date(ClassBuilder builder) {
    builder.withVersion(ClassFile.JAVA_6_VERSION, 0);
  }

  /** The bytes behind the magic number and the minor version, see the JVM Specification, 4.1. */
  private static int majorVersion(byte[] classFile) {
    return classFile.length < 8 ? Integer.MAX_VALUE : ByteBuffer.wrap(classFile).getShort(6);
  }
}
