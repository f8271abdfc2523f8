package dev.qm.testbed;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Runs the classes phase by phase, so that those of a phase share a machine; those that need no VM
 * come first. Any other order passes as well, but restores the machine more often.
 */
public final class PhaseOrder implements ClassOrderer {

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context
        .getClassDescriptors()
        .sort(
            Comparator.comparing(PhaseOrder::needsVm)
                .thenComparing(PhaseOrder::phase)
                .thenComparing(tests -> tests.getTestClass().getName()));
  }

  private static boolean needsVm(ClassDescriptor tests) {
    return tests.findAnnotation(InVm.class).isPresent();
  }

  private static Phase phase(ClassDescriptor tests) {
    return tests.findAnnotation(InVm.class).map(InVm::value).orElse(Phase.MACHINE);
  }
}
