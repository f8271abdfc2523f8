package dev.qm.testbed;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Runs the classes phase by phase, so that those of a phase share a machine; those that need no VM
 * come first. But before them one that needs all states: they are made one from the other, which
 * takes longest, while other classes run beside it. Any other order passes as well, and is slower.
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
    context.getClassDescriptors().stream()
        .filter(tests -> phase(tests) == Phase.CHANGED)
        .findFirst()
        .ifPresent(longest -> first(context, longest));
  }

  private static void first(ClassOrdererContext context, ClassDescriptor longest) {
    context.getClassDescriptors().sort(Comparator.comparing(tests -> !tests.equals(longest)));
  }

  private static boolean needsVm(ClassDescriptor tests) {
    return tests.findAnnotation(InVm.class).isPresent();
  }

  private static Phase phase(ClassDescriptor tests) {
    return tests.findAnnotation(InVm.class).map(InVm::value).orElse(Phase.MACHINE);
  }
}
