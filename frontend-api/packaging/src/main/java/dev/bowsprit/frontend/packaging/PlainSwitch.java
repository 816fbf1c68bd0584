package dev.bowsprit.frontend.packaging;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The choice of a case by type: {@code (selector, first case to be considered) -> case}, with -1
 * for null and the number of cases for none.
 *
 * @param types the cases
 */
record PlainSwitch(List<ClassDesc> types) implements Consumer<CodeBuilder> {

  static final PlainCalls.Bootstrap BOOTSTRAP =
      new PlainCalls.Bootstrap(ClassDesc.of("java.lang.runtime.SwitchBootstraps"), "typeSwitch");

  private static final int SELECTOR = 0;
  private static final int FIRST = 1;

  /** The code, if all cases are types; constants among them are left to the Java platform. */
  static Optional<Consumer<CodeBuilder>> of(InvokeDynamicInstruction call) {
    if (call.typeSymbol().parameterType(SELECTOR).isPrimitive()) {
      return Optional.empty();
    }
    List<ClassDesc> types = new ArrayList<>();
    for (ConstantDesc label : call.bootstrapArgs()) {
      if (!(label instanceof ClassDesc type) || type.isPrimitive()) {
        return Optional.empty();
      }
      types.add(type);
    }
    return Optional.of(new PlainSwitch(types));
  }

  @Override
  public void accept(CodeBuilder code) {
    Label present = code.newLabel();
    code.aload(SELECTOR).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
    for (int i = 0; i < types.size(); i++) {
      Label next = code.newLabel();
      code.iload(FIRST).loadConstant(i).if_icmpgt(next);
      code.aload(SELECTOR).instanceOf(types.get(i)).ifeq(next);
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(types.size()).ireturn();
  }
}
