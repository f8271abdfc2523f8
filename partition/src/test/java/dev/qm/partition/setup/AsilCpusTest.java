package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processors that are set apart for the safety side, on a machine image that has four. */
class AsilCpusTest {
  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachineWithFourProcessors() throws Exception {
    root = Machines.withQuadlet(folder);
    Machines.write(root, "/sys/devices/system/cpu/online", "0-3\n");
    Machines.write(root, "/var/lib/qm/.keep", "");
  }

  @Test
  void thePartitionGetsTheOthersByTheSetupDropIn() throws Exception {
    var cpus = plan("0-1");

    assertThat(cpus.orElseThrow().left()).hasToString("2-3");
    var text =
        SetupDropIn.text(
            Layout.DEFAULT,
            new Isolation.UserNamespace(),
            Machine.Labels.KNOWN,
            new UnitLines(true, cpus, List.of(), Optional.empty()));
    assertThat(text).contains("the processors 0-1 for itself");
    Machines.dropIn(root, "00-setup.conf", text);
    assertThat(PartitionSpec.require(root).limits().allowedCpus().orElseThrow()).hasToString("2-3");
  }

  @Test
  void aLaterSetupKnowsItAndNoneTakesItBack() throws Exception {
    var ledger = Ledger.read(root);
    AsilCpus.record(ledger, plan("0,2"));

    var later = AsilCpus.plan(root, Optional.empty(), Ledger.read(root));
    assertThat(later.orElseThrow().left()).hasToString("1,3");
    assertThat(AsilCpus.isRecorded(Ledger.read(root), later)).isTrue();

    AsilCpus.record(ledger, plan("3"));
    assertThat(AsilCpus.recorded(Ledger.read(root)).orElseThrow()).hasToString("3");

    var none = AsilCpus.plan(root, Optional.of("none"), Ledger.read(root));
    assertThat(none).isEmpty();
    assertThat(AsilCpus.isRecorded(ledger, none)).isFalse();
    AsilCpus.record(ledger, none);
    assertThat(AsilCpus.plan(root, Optional.empty(), Ledger.read(root))).isEmpty();
    assertThat(Ledger.read(root).marks()).isEmpty();
  }

  @Test
  void aMachineThatGotAProcessorMoreGivesItToThePartition() throws Exception {
    AsilCpus.record(Ledger.read(root), plan("0-1"));
    Machines.write(root, "/sys/devices/system/cpu/online", "0-7\n");

    assertThat(AsilCpus.plan(root, Optional.empty(), Ledger.read(root)).orElseThrow().left())
        .hasToString("2-7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          two    | it is not a list of processors
          1-0    | it is not a list of processors
          0;1    | it is not a list of processors
          ,      | it is not a list of processors
          0-4    | this machine has the processors 0-3, and no 4
          0-3    | that are all, and the partition needs one
          """)
  void aListThatCannotBeIsRefusedWithTheReason(String list, String why) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> plan(list))
        .withMessageContaining("cannot use --asil-cpus " + list)
        .withMessageContaining(why);
  }

  @Test
  void onlyThisReservationIsChangedInTheLedger() throws Exception {
    var ledger = Ledger.read(root);
    ledger.add(SetupDropIn.PLAIN);
    AsilCpus.record(ledger, plan("0"));
    AsilCpus.record(ledger, Optional.empty());

    assertThat(Ledger.read(root).marks()).isEqualTo(List.of(SetupDropIn.PLAIN));
  }

  private Optional<AsilCpus> plan(String list) throws HostException {
    return AsilCpus.plan(root, Optional.of(list), Ledger.read(root));
  }
}
