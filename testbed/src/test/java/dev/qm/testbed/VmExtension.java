package dev.qm.testbed;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Makes what the tests ask for when the first one asks, and ends it with the test run: the VM, the
 * partition in it, the attack on it.
 */
final class VmExtension implements ExecutionCondition, ParameterResolver, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(VmExtension.class);

  /** Of which QEMU takes 4 GiB and a bit; what calls itself 8 GiB has a little less. */
  private static final long MEMORY_MIB = 7600;

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
            .map(tests -> tests.getAnnotation(InVm.class).value() != Phase.MACHINE)
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
    if (type == Vm.class) {
      return vm(context);
    }
    if (type == Channels.class) {
      return channels(context);
    }
    return type == Partition.class ? partition(context) : attack(context);
  }

  /** What nobody inside may do is checked after every test of an attack, not only by that test. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getRequiredTestClass().getAnnotation(InVm.class).value() == Phase.ATTACKS) {
      attack(context).assertHostIsUntouched();
    }
  }

  private static Vm vm(ExtensionContext context) {
    return made(context, Vm.class, VmExtension::boot);
  }

  private static Vm boot() {
    VmImage image = VmImage.built();
    return Vm.boot(
        image,
        folder ->
            Stream.concat(QmPackages.disks(folder).stream(), Stream.of(image.demos(folder)))
                .toList());
  }

  private static Partition partition(ExtensionContext context) {
    return made(context, Partition.class, () -> Partition.up(vm(context)));
  }

  private static Channels channels(ExtensionContext context) {
    return made(context, Channels.class, () -> Channels.make(partition(context)));
  }

  private static Attack attack(ExtensionContext context) {
    return made(context, Attack.class, () -> Attack.on(partition(context)));
  }

  private static <T> T made(ExtensionContext context, Class<T> type, Supplier<T> maker) {
    return type.cast(
        store(context).computeIfAbsent(type, key -> Made.by(maker), Made.class).orThrow());
  }

  /** Of the whole run: what is in it outlives every class, and is closed last in, first out. */
  private static Store store(ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE);
  }

  private static Missing missing() {
    if ("1".equals(System.getenv("QM_SKIP_VM"))) {
      return new Missing(List.of("QM_SKIP_VM=1"));
    }
    List<String> reasons = new ArrayList<>(VmImage.missing());
    var machine =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long mebibytes = machine.getTotalMemorySize() >> 20;
    if (mebibytes < MEMORY_MIB) {
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

  /**
   * What was made, or why it could not be: the second test that asks must not wait minutes for the
   * same failure.
   */
  private record Made(Optional<Object> thing, String failure) implements AutoCloseable {

    static Made by(Supplier<?> maker) {
      try {
        return new Made(Optional.of(maker.get()), "");
      } catch (IllegalStateException | AssertionError e) {
        // the first test that asked shows the cause with its stack
        e.printStackTrace();
        return new Made(Optional.empty(), e.toString());
      }
    }

    Object orThrow() {
      return thing.orElseThrow(() -> new IllegalStateException(failure));
    }

    @Override
    public void close() {
      if (thing.isPresent()) {
        switch (thing.get()) {
          case Vm vm -> vm.close();
          case Attack attack -> attack.close();
          default -> {}
        }
      }
    }
  }
}
