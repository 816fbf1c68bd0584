package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OldClassesTest {

  private static final ClassHierarchyResolver HIERARCHY = ClassHierarchyResolver.defaultResolver();

  /** A class of Java 5 with one method from a number to a number. */
  private static byte[] old(Consumer<CodeBuilder> code) {
    return ClassFile.of(StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("Old"),
            type ->
                type.withVersion(ClassFile.JAVA_5_VERSION, 0)
                    .withFlags(ClassFile.ACC_PUBLIC)
                    .withMethodBody(
                        "magnitude",
                        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code));
  }

  private static byte[] withBranch() {
    return old(
        code -> {
          Label positive = code.newLabel();
          code.iload(0).ifge(positive).iload(0).ineg().ireturn();
          code.labelBinding(positive).iload(0).ireturn();
        });
  }

  private static List<StackMapTableAttribute> stackMaps(byte[] classFile) {
    return ClassFile.of().parse(classFile).methods().stream()
        .flatMap(method -> method.code().stream())
        .flatMap(
            code -> code.findAttribute(java.lang.classfile.Attributes.stackMapTable()).stream())
        .toList();
  }

  private static final class Loader extends ClassLoader {
    Class<?> define(byte[] classFile) {
      return defineClass("Old", classFile, 0, classFile.length);
    }
  }

  @Test
  void oldClassesGetStackMapsAndDoTheSame() throws Exception {
    byte[] renewed = OldClasses.renewed(withBranch(), HIERARCHY);

    assertThat(ClassFile.of().parse(renewed).majorVersion()).isEqualTo(ClassFile.JAVA_6_VERSION);
    assertThat(stackMaps(renewed)).hasSize(1);
    assertThat(ClassFile.of().verify(renewed)).isEmpty();
    var method = new Loader().define(renewed).getMethod("magnitude", int.class);
    assertThat(List.of(method.invoke(null, -3), method.invoke(null, 4))).isEqualTo(List.of(3, 4));
  }

  @Test
  void classesOfLaterReleasesStayAsTheyAre() {
    byte[] classFile = OldClasses.renewed(withBranch(), HIERARCHY);

    assertThat(OldClasses.renewed(classFile, HIERARCHY)).isSameAs(classFile);
  }

  @Test
  void classesWithSubroutinesStayAsTheyAre() {
    byte[] classFile =
        old(
            code -> {
              Label subroutine = code.newLabel();
              code.with(DiscontinuedInstruction.JsrInstruction.of(Opcode.JSR, subroutine));
              code.iload(0).ireturn();
              code.labelBinding(subroutine).astore(1);
              code.with(DiscontinuedInstruction.RetInstruction.of(Opcode.RET, 1));
            });

    assertThat(OldClasses.renewed(classFile, HIERARCHY)).isSameAs(classFile);
  }
}
