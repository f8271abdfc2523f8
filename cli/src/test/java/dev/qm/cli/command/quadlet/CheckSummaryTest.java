package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckSummaryTest {
  @TempDir Path folder;

  @Test
  void whatCannotBeReadIsOneOfTheUnitsThatWereChecked() throws Exception {
    Files.writeString(folder.resolve("meson.build"), "project('radio',\n  'c')\n".repeat(300));
    Files.writeString(folder.resolve("ok.container"), "[Container]\nImage=quay.io/a:1\n");

    var call = Call.of("check", folder.toString());

    assertThat(call.out()).endsWith("1 error in 2 units\n");
    assertThat(call.out().lines()).hasSizeLessThan(6);
  }
}
