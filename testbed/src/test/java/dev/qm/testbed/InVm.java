package dev.qm.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class run in a VM of their own, which they get as a parameter of type {@link
 * Vm}. They are skipped, with the reason, where no VM image can be built or {@code QM_SKIP_VM=1}.
 *
 * <p>The VM also has a disk {@code /dev/disk/by-id/virtio-qm} with the run-time image of the {@code
 * qm} command, when the test run names one with the system property {@code qm.image}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("vm")
@ExtendWith(VmExtension.class)
@interface InVm {}
