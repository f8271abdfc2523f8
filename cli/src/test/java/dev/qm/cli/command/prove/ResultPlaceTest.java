package dev.qm.cli.command.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultPlaceTest {
  @TempDir Path machine;
  private Path results;

  @BeforeEach
  void aMachine() {
    results = machine.resolve(ResultPlace.FOLDER.substring(1));
  }

  @Test
  void whatACampaignLeavesEmptyGoes() throws Exception {
    Files.createDirectories(results);

    ResultPlace.clear(new Root(machine));
    ResultPlace.clear(new Root(machine));

    assertThat(machine.resolve("var/lib")).isEmptyDirectory();
  }

  @Test
  void resultsStayAndSoDoesWhatElseIsThere() throws Exception {
    var result = Files.createDirectories(results.resolve("2026-11-29T173000"));
    ResultPlace.clear(new Root(machine));
    assertThat(result).isDirectory();

    Files.delete(result);
    var other = Files.createFile(results.resolveSibling("other"));
    ResultPlace.clear(new Root(machine));
    assertThat(other).exists();
    assertThat(results).doesNotExist();
  }

  @Test
  void aLinkToWhereThereIsRoomStays() throws Exception {
    var room = Files.createDirectories(machine.resolve("mnt/room"));
    Files.createDirectories(results.resolveSibling("."));
    Files.createSymbolicLink(results, room);

    ResultPlace.clear(new Root(machine));

    assertThat(results).isSymbolicLink();
    assertThat(room).isDirectory();
  }
}
