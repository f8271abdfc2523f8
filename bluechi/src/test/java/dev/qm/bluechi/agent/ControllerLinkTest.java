package dev.qm.bluechi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Controllers that are gone, silent, hostile or others than before. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControllerLinkTest {
  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new Rig();
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  @Test
  void itRegistersBeatsAndComesBackAtTheNextControllerWhenItsOwnIsGone() throws Exception {
    var agent = rig.start();
    var places = List.of(Rig.address(rig.first), Rig.address(rig.second));
    var first = rig.controller(rig.first);
    assertThat(first.read().header().member()).contains("Heartbeat");
    first.hangUp();
    rig.first.close();

    var second = rig.controller(rig.second);
    while (!second.read().header().member().equals(Optional.of("Heartbeat"))) {
      // whatever else it says
    }
    assertThat(agent.isRegistered()).isTrue();
    assertThat(List.of(rig.told.take(), rig.told.take(), rig.told.take()))
        .containsExactly(
            "registered qm.host1 " + places.getFirst(),
            "lost " + places.getFirst(),
            "registered qm.host1 " + places.getLast());
  }

  @Test
  void afterALossAllAreTriedFromTheFirstOn() throws Exception {
    rig.start();
    rig.first.close();
    var second = rig.controller(rig.second);
    var port = Rig.address(rig.second);
    assertThat(rig.told.take()).isEqualTo("registered qm.host1 " + port);
    second.hangUp();

    rig.controller(rig.second);
    assertThat(rig.log).anyMatch(line -> line.startsWith("lost " + port));
  }

  @Test
  void whoLetsNobodyInKeepsNobodyFromTheNext() throws Exception {
    rig.start();
    var refusing = Far.accept(rig.first);
    var register = refusing.next();
    refusing.say(register.error("org.freedesktop.DBus.Error.ServiceUnknown", "Unexpected"));

    rig.controller(rig.second);
    assertThat(rig.log).anyMatch(line -> line.contains("AllowedNodeNames="));
  }

  @Test
  void whoIsSilentIsLeftForTheNext() throws Exception {
    rig.start(
        Rig.settings(
            Rig.address(rig.first) + ";" + Rig.address(rig.second), Duration.ofMillis(300)),
        List.of(),
        Optional.empty());
    rig.controller(rig.first);
    // the first one reads nothing and says nothing from here on
    rig.first.close();
    rig.controller(rig.second);
    assertThat(rig.log).anyMatch(line -> line.contains("has said nothing for"));
  }

  @Test
  void whatIsNoMessageEndsThatConnectionAndNothingElse() throws Exception {
    rig.start();
    var hostile = rig.controller(rig.first);
    hostile.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    rig.controller(rig.first);
  }

  @Test
  void halfAMessageIsWaitedForNoLongerThanAnythingElse() throws Exception {
    rig.start(
        Rig.settings(Rig.address(rig.first), Duration.ofMillis(300)), List.of(), Optional.empty());
    var hostile = rig.controller(rig.first);
    // a head that promises 100 bytes more than ever come
    var head = ByteBuffer.allocate(16).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 'l').put((byte) 1).put((byte) 0).put((byte) 1).putInt(100).putInt(1).putInt(0);
    hostile.write(head.array());
    rig.controller(rig.first);
  }

  @Test
  void moreThanAnyControllerSaysAtOnceEndsTheConnection() throws Exception {
    rig.start();
    var hostile = rig.controller(rig.first);
    hostile.ask("GetUnitFileState", new Value.Text("a".repeat(200_000)));
    rig.controller(rig.first);
    assertThat(rig.log).anyMatch(line -> line.contains("more than 131072 bytes"));
  }

  @Test
  void namesThatNoUnitHasAreNotAskedSystemdFor() throws Exception {
    rig.start();
    rig.systemd();
    var controller = rig.controller(rig.first);
    for (var name : List.of("", "a".repeat(256))) {
      controller.ask("FreezeUnit", new Value.Text(name));
      assertThat(controller.next().header().errorName())
          .contains("org.freedesktop.DBus.Error.InvalidArgs");
    }
  }

  @Test
  void whoAsksFasterThanSystemdAnswersWaitsAndTakesNoMemory() throws Exception {
    rig.start();
    var systemd = rig.systemd();
    var controller = rig.controller(rig.first);
    for (var i = 0; i < 1000; i++) {
      controller.ask("GetDefaultTarget");
    }
    for (var i = 0; i < 4; i++) {
      assertThat(systemd.read().is(Far.MANAGER, "GetDefaultTarget")).isTrue();
    }
    // a fifth is asked for when one is answered, not before: nothing else is on the way here
    assertThat(systemd.isQuietFor(Duration.ofMillis(300))).isTrue();
  }

  @Test
  void aStormOfJobsEndsAtABound() {
    var told = new ArrayList<Message>();
    var jobs = new JobTable(told::add, () -> false);
    for (var id = 1; id <= JobTable.MOST; id++) {
      assertThat(jobs.isFull()).isFalse();
      // half of them are merged
      jobs.add(
          "/org/freedesktop/systemd1/job/" + id / 2, new JobTable.Job(id, "a", "StartUnit", 0));
    }
    assertThat(jobs.isFull()).isTrue();
    jobs.removed("/org/freedesktop/systemd1/job/1", "done");
    assertThat(told).hasSize(2);
    assertThat(jobs.isFull()).isFalse();
  }

  @Test
  void otherFilesLeadToAnotherController() throws Exception {
    var agent = rig.start(Rig.address(rig.first), List.of(), Optional.empty());
    var first = rig.controller(rig.first);
    agent.use(Rig.settings(Rig.address(rig.second), Duration.ofSeconds(60)));
    rig.controller(rig.second);
    assertThatItEnds(first);
  }

  @Test
  void theSameFilesLeaveTheConnectionAlone() throws Exception {
    var agent = rig.start(Rig.address(rig.first), List.of(), Optional.empty());
    var systemd = rig.systemd();
    var first = rig.controller(rig.first);
    agent.use(Rig.settings(Rig.address(rig.first), Duration.ofSeconds(50)));
    first.ask("GetDefaultTarget");
    assertThat(systemd.read().is(Far.MANAGER, "GetDefaultTarget")).isTrue();
    assertThat(rig.told).hasSize(1);
  }

  @Test
  void aNodeThatIsAloneForLongGetsItsUnitUntilThereIsAControllerAgain() throws Exception {
    rig.start(
        Rig.address(rig.first),
        List.of(),
        Optional.of(new LossPolicy("alone.target", Duration.ofMillis(200))));
    var systemd = rig.systemd();
    var refusing = Far.accept(rig.first);
    refusing.hangUp();

    var start = systemd.read();
    assertThat(start.is(Far.MANAGER, "StartUnit")).isTrue();
    assertThat(start.text(0)).isEqualTo("alone.target");
    systemd.say(start.reply(new Value.Path("/org/freedesktop/systemd1/job/1")));

    while (rig.told.isEmpty()) {
      var far = Far.accept(rig.first);
      try {
        far.register(Rig.NODE);
        break;
      } catch (EOFException hungUpBefore) {
        // the try from before
      }
    }
    var stop = systemd.read();
    assertThat(stop.is(Far.MANAGER, "StopUnit")).isTrue();
    assertThat(stop.text(0)).isEqualTo("alone.target");
  }

  private static void assertThatItEnds(Far far) throws IOException {
    try {
      while (true) {
        far.read();
      }
    } catch (IOException ended) {
      assertThat(ended).isNotNull();
    }
  }
}
