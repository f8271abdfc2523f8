package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Limits;
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
import org.junit.jupiter.params.provider.ValueSource;

/** How much there may be of the disk, on a machine image. */
class IoMaxTest {
  private static final List<String> PLACES = List.of("/var/lib/qm/var.img", "/etc/qm.private");

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachine() throws Exception {
    root = Machines.withQuadlet(folder);
    Machines.write(root, "/var/lib/qm/.keep", "");
  }

  @Test
  void theSetupDropInSaysItForTheDiskOfEachTree() throws Exception {
    var max = IoMax.of("50M,500iops", PLACES);

    Machines.dropIn(
        root,
        "00-setup.conf",
        SetupDropIn.text(
            Layout.DEFAULT,
            new Isolation.UserNamespace(),
            Machine.Labels.KNOWN,
            new UnitLines(true, Optional.empty(), List.of(), Optional.of(max))));

    assertThat(PartitionSpec.require(root).limits().ioMax())
        .extracting(it -> it.of().key() + "=" + it.path() + " " + it.most())
        .containsExactlyInAnyOrder(
            "IOReadBandwidthMax=" + root.at(PLACES.getFirst()) + " 50000000",
            "IOWriteBandwidthMax=" + root.at(PLACES.getFirst()) + " 50000000",
            "IOReadIOPSMax=" + root.at(PLACES.getFirst()) + " 500",
            "IOWriteIOPSMax=" + root.at(PLACES.getFirst()) + " 500",
            "IOReadBandwidthMax=" + root.at(PLACES.getLast()) + " 50000000",
            "IOWriteBandwidthMax=" + root.at(PLACES.getLast()) + " 50000000",
            "IOReadIOPSMax=" + root.at(PLACES.getLast()) + " 500",
            "IOWriteIOPSMax=" + root.at(PLACES.getLast()) + " 500");
  }

  @Test
  void withoutTheQuestionThereIsNoMaximum() throws Exception {
    Machines.dropIn(
        root,
        "00-setup.conf",
        SetupDropIn.text(
            Layout.DEFAULT, new Isolation.UserNamespace(), Machine.Labels.KNOWN, UnitLines.NONE));

    assertThat(PartitionSpec.require(root).limits().ioMax()).isEmpty();
  }

  @Test
  void aLaterSetupKnowsItAndNoneTakesItBack() throws Exception {
    var ledger = Ledger.read(root);
    IoMax.record(ledger, Optional.of(IoMax.of("500iops 50M", PLACES)));

    assertThat(IoMax.recorded(Ledger.read(root))).contains("50M,500iops");
    assertThat(IoMax.isRecorded(ledger, Optional.of(IoMax.of("50M,500iops", PLACES)))).isTrue();
    assertThat(IoMax.isRecorded(ledger, Optional.of(IoMax.of("51M", PLACES)))).isFalse();

    IoMax.record(ledger, Optional.of(IoMax.of("2G", PLACES)));
    assertThat(IoMax.recorded(Ledger.read(root))).contains("2G");

    IoMax.record(ledger, Optional.empty());
    assertThat(Ledger.read(root).marks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"50M", "1000000", "50iops", "1Kiops,2G"})
  void whatIsAskedForIsWhatIsRemembered(String asked) throws Exception {
    assertThat(IoMax.of(IoMax.of(asked, PLACES).toString(), PLACES))
        .isEqualTo(IoMax.of(asked, PLACES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          much      | it is not how much
          50M,60M   | it is not how much
          5iops,iops| no partition starts with less than 50iops
          iops      | it is not how much
          -5M       | it is not how much
          ,         | it is not how much
          999K      | no partition starts with less than 1000000
          """)
  void whatCannotBeIsRefusedWithTheReason(String asked, String why) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> IoMax.of(asked, PLACES))
        .withMessageContaining("cannot use --io-max " + asked)
        .withMessageContaining(why);
  }

  @Test
  void aRateThatNobodyCanUnderstandIsNoLimitEither() {
    assertThat(Limits.rate("50M")).hasValue(50_000_000);
    assertThat(Limits.rate("9999999999T")).isEmpty();
  }
}
