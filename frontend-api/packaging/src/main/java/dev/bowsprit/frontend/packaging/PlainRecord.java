package dev.bowsprit.frontend.packaging;

import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_Byte;
import static java.lang.constant.ConstantDescs.CD_Character;
import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_Integer;
import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_Short;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The methods that a record has unless its author writes them. */
final class PlainRecord {

  static final PlainCalls.Bootstrap BOOTSTRAP =
      new PlainCalls.Bootstrap(ClassDesc.of("java.lang.runtime.ObjectMethods"), "bootstrap");

  private static final ClassDesc CD_OBJECTS = Objects.class.describeConstable().orElseThrow();
  private static final ClassDesc CD_BUILDER = StringBuilder.class.describeConstable().orElseThrow();

  /** A component, read from its field. */
  private record Component(String name, ClassDesc type) {

    TypeKind kind() {
      return TypeKind.from(type);
    }
  }

  private final ClassDesc owner;
  private final List<Component> components;

  private PlainRecord(ClassDesc owner, List<Component> components) {
    this.owner = owner;
    this.components = components;
  }

  /**
   * The code, if the call is the one that compilers write.
   *
   * @param owner the class that has the call
   */
  static Optional<Consumer<CodeBuilder>> of(InvokeDynamicInstruction call, ClassDesc owner) {
    List<ConstantDesc> arguments = call.bootstrapArgs();
    if (arguments.size() < 2 || !owner.equals(arguments.getFirst())) {
      return Optional.empty();
    }
    List<Component> components = new ArrayList<>();
    for (ConstantDesc argument : arguments.subList(2, arguments.size())) {
      if (!(argument instanceof DirectMethodHandleDesc getter)
          || getter.kind() != DirectMethodHandleDesc.Kind.GETTER
          || !getter.owner().equals(owner)) {
        return Optional.empty();
      }
      components.add(new Component(getter.methodName(), getter.invocationType().returnType()));
    }
    PlainRecord plain = new PlainRecord(owner, components);
    return switch (call.name().stringValue()) {
      case "equals" -> Optional.of(plain::equalsCode);
      case "hashCode" -> Optional.of(plain::hashCodeCode);
      case "toString" -> Optional.of(plain::toStringCode);
      default -> Optional.empty();
    };
  }

  private void equalsCode(CodeBuilder code) {
    Label differs = code.newLabel();
    code.aload(1).instanceOf(owner).ifeq(differs);
    code.aload(1).checkcast(owner).astore(2);
    for (Component component : components) {
      get(code, 0, component);
      get(code, 2, component);
      compare(code, component, differs);
    }
    code.iconst_1().ireturn().labelBinding(differs).iconst_0().ireturn();
  }

  private static void compare(CodeBuilder code, Component component, Label differs) {
    switch (component.kind()) {
      case REFERENCE ->
          code.invokestatic(
                  CD_OBJECTS, "equals", MethodTypeDesc.of(CD_boolean, CD_Object, CD_Object))
              .ifeq(differs);
      case LONG -> code.lcmp().ifne(differs);
      // as values of Double.equals: not a number equals itself, and the zeros differ
      case FLOAT, DOUBLE ->
          code.invokestatic(
                  boxOf(component),
                  "compare",
                  MethodTypeDesc.of(CD_int, component.type(), component.type()))
              .ifne(differs);
      default -> code.if_icmpne(differs);
    }
  }

  private void hashCodeCode(CodeBuilder code) {
    code.iconst_0();
    for (Component component : components) {
      code.bipush(31).imul();
      get(code, 0, component);
      if (component.kind() == TypeKind.REFERENCE) {
        code.invokestatic(CD_OBJECTS, "hashCode", MethodTypeDesc.of(CD_int, CD_Object));
      } else {
        code.invokestatic(
            boxOf(component), "hashCode", MethodTypeDesc.of(CD_int, component.type()));
      }
      code.iadd();
    }
    code.ireturn();
  }

  private void toStringCode(CodeBuilder code) {
    code.new_(CD_BUILDER)
        .dup()
        .invokespecial(CD_BUILDER, "<init>", MethodTypeDesc.ofDescriptor("()V"));
    code.loadConstant(owner)
        .invokevirtual(
            Class.class.describeConstable().orElseThrow(),
            "getSimpleName",
            MethodTypeDesc.of(CD_String));
    append(code, CD_String);
    String before = "[";
    for (Component component : components) {
      code.loadConstant(before + component.name() + "=");
      append(code, CD_String);
      get(code, 0, component);
      code.invokestatic(CD_String, "valueOf", MethodTypeDesc.of(CD_String, printed(component)));
      append(code, CD_String);
      before = ", ";
    }
    code.loadConstant(components.isEmpty() ? "[]" : "]");
    append(code, CD_String);
    code.invokevirtual(CD_BUILDER, "toString", MethodTypeDesc.of(CD_String)).areturn();
  }

  private static void append(CodeBuilder code, ClassDesc type) {
    code.invokevirtual(CD_BUILDER, "append", MethodTypeDesc.of(CD_BUILDER, type));
  }

  /** The type by which a component becomes a text. */
  private static ClassDesc printed(Component component) {
    return switch (component.kind()) {
      case REFERENCE -> CD_Object;
      case BYTE, SHORT -> CD_int;
      default -> component.type();
    };
  }

  private void get(CodeBuilder code, int local, Component component) {
    code.aload(local).getfield(owner, component.name(), component.type());
  }

  private static ClassDesc boxOf(Component component) {
    return switch (component.kind()) {
      case BOOLEAN -> CD_Boolean;
      case BYTE -> CD_Byte;
      case CHAR -> CD_Character;
      case SHORT -> CD_Short;
      case INT -> CD_Integer;
      case LONG -> CD_Long;
      case FLOAT -> CD_Float;
      default -> CD_Double;
    };
  }
}
