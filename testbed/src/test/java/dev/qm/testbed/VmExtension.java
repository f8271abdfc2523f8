package dev.qm.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the tests the machine that they ask for, and checks what no test may do to it. */
final class VmExtension
    implements ExecutionCondition, ParameterResolver, AfterEachCallback, AfterAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(VmExtension.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    List<String> missing =
        store(context).computeIfAbsent("missing", key -> missing(), Missing.class).reasons();
    if (!missing.isEmpty()) {
      return skipped(String.join("; ", missing));
    }
    boolean needsQm =
        context
            .getTestClass()
            .map(tests -> tests.getAnnotation(InVm.class).value().state() != State.MACHINE)
            .orElse(false);
    return needsQm && QmPackages.image().isEmpty()
        ? skipped("the runtime image of qm is not built (./qm version builds it)")
        : ConditionEvaluationResult.enabled("the VM can be built and run");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return Set.of(Vm.class, Partition.class, Channels.class, Attack.class).contains(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    Phase phase = phase(context);
    Machines machines = machines(context);
    Class<?> tests = context.getRequiredTestClass();
    if (type == Attack.class) {
      return machines.attack(tests, phase);
    }
    Vm vm = machines.vm(tests, phase);
    if (type == Vm.class) {
      return vm;
    }
    Partition partition = Partition.in(vm);
    return type == Partition.class ? partition : Channels.in(partition);
  }

  /** What nobody inside may do is checked after every test of an attack, not only by that test. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (phase(context) == Phase.ATTACKS) {
      machines(context)
          .attack(context.getRequiredTestClass(), Phase.ATTACKS)
          .assertHostIsUntouched();
    }
  }

  /** What nothing in normal operation may be is checked after every class of it. */
  @Override
  public void afterAll(ExtensionContext context) {
    Phase phase = phase(context);
    Class<?> tests = context.getRequiredTestClass();
    Machines machines = machines(context);
    try {
      if (phase == Phase.NORMAL_OPERATION) {
        NothingIsDeniedInNormalOperationTest.assertNothingWasDenied(machines.vm(tests, phase));
      }
    } finally {
      machines.classEnds(tests);
    }
  }

  private static Phase phase(ExtensionContext context) {
    return context.getRequiredTestClass().getAnnotation(InVm.class).value();
  }

  private static Machines machines(ExtensionContext context) {
    return store(context).computeIfAbsent(Machines.class, key -> new Machines(), Machines.class);
  }

  /** Of the whole run: what is in it outlives every class. */
  private static Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }

  private static Missing missing() {
    if ("1".equals(System.getenv("QM_SKIP_VM"))) {
      return new Missing(List.of("QM_SKIP_VM=1"));
    }
    List<String> reasons = new ArrayList<>(VmImage.missing());
    long mebibytes = Lanes.memoryMib();
    if (mebibytes < Lanes.MEMORY_MIB_OF_ONE) {
      reasons.add("the machine has " + mebibytes + " MiB of memory, the VM tests need 8 GiB");
    }
    return new Missing(reasons);
  }

  private static ConditionEvaluationResult skipped(String reason) {
    String text = "no VM tests: " + reason;
    // Maven's console shows a skipped test without its reason
    System.out.println(text);
    return ConditionEvaluationResult.disabled(text);
  }

  private record Missing(List<String> reasons) {}
}
