package dev.bowsprit.frontend.packaging;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Turns calls that the Java runtime would link at each start into calls of plain methods.
 *
 * <p>Compilers leave the methods of records, and the choice of a case by type, to {@code
 * invokedynamic}. An AOT cache of Java 25 holds what links lambdas and concatenations of strings,
 * but not those two, so a process makes method handles and classes before it can compare two
 * records, which takes about a fifth of a frontend's life. The plain methods do what {@link
 * java.lang.runtime.ObjectMethods} and {@link java.lang.runtime.SwitchBootstraps#typeSwitch}
 * specify.
 */
final class PlainCalls {

  /** The package of what links such calls, as class files that have them name it. */
  private static final String BOOTSTRAPS = "java/lang/runtime/";

  private static final int PRIVATE_HELPER =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  /**
   * A plain method.
   *
   * @param type its type, which is that of the call it stands for
   */
  private record Helper(String name, MethodTypeDesc type, Consumer<CodeBuilder> code) {}

  private final ClassModel model;

  /** By the places of the calls in the constant pool. */
  private final Map<Integer, Helper> helpers = new TreeMap<>();

  private PlainCalls(ClassModel model) {
    this.model = model;
  }

  /**
   * A class with plain calls: the same one if it has none to be replaced, or if there is no telling
   * how its types relate because classes are missing.
   *
   * @param hierarchy knows the classes that this one uses
   */
  static byte[] in(byte[] classFile, ClassHierarchyResolver hierarchy) {
    if (!new String(classFile, StandardCharsets.ISO_8859_1).contains(BOOTSTRAPS)) {
      return classFile;
    }
    ClassFile context = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    try {
      PlainCalls calls = new PlainCalls(context.parse(classFile));
      calls.find();
      return calls.helpers.isEmpty()
          ? classFile
          : context.transformClass(calls.model, calls.transform());
    } catch (IllegalArgumentException e) {
      return classFile;
    }
  }

  private void find() {
    for (MethodModel method : model.methods()) {
      method.code().ifPresent(code -> code.forEach(this::consider));
    }
  }

  private void consider(CodeElement element) {
    if (element instanceof InvokeDynamicInstruction call) {
      plain(call)
          .ifPresent(
              code ->
                  helpers.computeIfAbsent(
                      call.invokedynamic().index(),
                      index -> new Helper("plain$" + index, call.typeSymbol(), code)));
    }
  }

  private Optional<Consumer<CodeBuilder>> plain(InvokeDynamicInstruction call) {
    DirectMethodHandleDesc bootstrap = call.bootstrapMethod();
    if (PlainSwitch.BOOTSTRAP.is(bootstrap)) {
      return PlainSwitch.of(call);
    }
    if (PlainRecord.BOOTSTRAP.is(bootstrap)) {
      return PlainRecord.of(call, model.thisClass().asSymbol());
    }
    return Optional.empty();
  }

  private ClassTransform transform() {
    return ClassTransform.transformingMethodBodies(this::concerns, this::replace)
        .andThen(ClassTransform.endHandler(this::addHelpers));
  }

  private boolean concerns(MethodModel method) {
    return method.code().stream()
        .flatMap(code -> code.elementStream())
        .anyMatch(element -> helper(element).isPresent());
  }

  private Optional<Helper> helper(CodeElement element) {
    return element instanceof InvokeDynamicInstruction call
        ? Optional.ofNullable(helpers.get(call.invokedynamic().index()))
        : Optional.empty();
  }

  private void replace(CodeBuilder code, CodeElement element) {
    Optional<Helper> helper = helper(element);
    if (helper.isPresent()) {
      code.invokestatic(
          model.thisClass().asSymbol(),
          helper.get().name(),
          helper.get().type(),
          (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0);
    } else {
      code.with(element);
    }
  }

  private void addHelpers(ClassBuilder builder) {
    for (Helper helper : helpers.values()) {
      builder.withMethodBody(helper.name(), helper.type(), PRIVATE_HELPER, helper.code());
    }
  }

  /** A bootstrap method of the Java platform. */
  record Bootstrap(ClassDesc owner, String name) {

    boolean is(DirectMethodHandleDesc method) {
      return method.owner().equals(owner) && method.methodName().equals(name);
    }
  }
}
