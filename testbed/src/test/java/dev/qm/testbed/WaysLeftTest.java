package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code qm verify} says of a partition as setup makes it, with all walls that there are. */
@InVm(Phase.NORMAL_OPERATION)
class WaysLeftTest {

  @Test
  void nothingFailsAndNothingIsAccepted(Partition partition) throws Exception {
    Result verify = partition.qm("verify", "--all");
    java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/vmverify.txt"), verify.toString());

    assertThat(verify.exitCode()).as(verify::toString).isZero();
  }
}
