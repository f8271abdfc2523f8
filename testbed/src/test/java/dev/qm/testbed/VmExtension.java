package dev.qm.testbed;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Boots one VM a test class, when the first test asks for it, and ends it with the class. */
final class VmExtension implements ExecutionCondition, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(VmExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if ("1".equals(System.getenv("QM_SKIP_VM"))) {
      return skipped("QM_SKIP_VM=1");
    }
    List<String> missing =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent("missing", key -> new Missing(VmImage.missing()), Missing.class)
            .reasons();
    return missing.isEmpty()
        ? ConditionEvaluationResult.enabled("the VM image can be built")
        : skipped(String.join("; ", missing));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Vm.class;
  }

  @Override
  public Vm resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext ofClass = context;
    while (ofClass.getTestMethod().isPresent()) {
      ofClass = ofClass.getParent().orElseThrow();
    }
    // the store closes it when the class is done
    return ofClass
        .getStore(NAMESPACE)
        .computeIfAbsent(Vm.class, key -> Vm.boot(VmImage.built(), QmProgram::disks), Vm.class);
  }

  private static ConditionEvaluationResult skipped(String reason) {
    String text = "no VM tests: " + reason;
    // Maven's console shows a skipped test without its reason
    System.out.println(text);
    return ConditionEvaluationResult.disabled(text);
  }

  private record Missing(List<String> reasons) {}
}
