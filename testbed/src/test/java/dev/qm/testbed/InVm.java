package dev.qm.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class run in a VM that is restored in the state that their phase begins with.
 * They get as a parameter what they work with: the {@link Vm}, the {@link Partition} that runs in
 * it, its {@link Channels}, or the {@link Attack}. Every class can run alone and in any order. They
 * are skipped, with the reason, where no VM image can be built or run, or with {@code
 * QM_SKIP_VM=1}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("vm")
@ExtendWith(VmExtension.class)
@interface InVm {

  /** What the class begins with, and whom it may leave its machine to. */
  Phase value();
}
