package dev.qm.bluechi.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let through between a node and its controller. */
class GuardTest {
  private static final String AGENT_PATH = "/org/eclipse/bluechi/internal/agent";

  private static final Guard OF_NODE = new NodeGuard("qm.ecu1", () -> Permissions.NONE);

  private static Guard ofController(String said) throws Exception {
    var permissions = Permissions.parse(Path.of("p"), said);
    return new UnitGuard("ecu1", () -> permissions);
  }

  @ParameterizedTest
  @CsvSource({
    "StartUnit, radio.service, replace, true",
    "StartUnit, radio.service, fail, true",
    "StopUnit, radio.service, replace, true",
    "StartUnit, brake.service, replace, false",
    "StopUnit, brake.service, replace, false",
    "RestartUnit, brake.service, replace, false",
    "ReloadUnit, brake.service, replace, false",
    // these reach beyond the unit that is named
    "StartUnit, radio.service, isolate, false",
    "StartUnit, radio.service, flush, false",
    "StartUnit, radio.service, ignore-dependencies, false",
    "StartUnit, radio.service, replace-irreversibly, false"
  })
  void jobsAreForUnitsThatAreNamedInModesThatLeaveOthersAlone(
      String member, String unit, String mode, boolean passes) throws Exception {
    var guard = ofController("[Node ecu1]\nControl=radio.service\n");
    var call =
        Message.call(
            AGENT_PATH,
            Terms.INTERNAL_AGENT,
            member,
            new Value.Text(unit),
            new Value.Text(mode),
            new Value.U32(4));
    assertPasses(guard, call, passes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FreezeUnit",
        "ThawUnit",
        "KillUnit",
        "SetUnitProperties",
        "ResetFailedUnit",
        "StartDep",
        "StopDep"
      })
  void whatElseIsDoneToAUnitIsForThoseThatAreNamed(String member) throws Exception {
    var guard = ofController("[Node ecu1]\nControl=radio.service\n");
    assertPasses(guard, call(member, new Value.Text("radio.service")), true);
    assertPasses(guard, call(member, new Value.Text("brake.service")), false);
    assertPasses(guard, call(member), false);
    assertPasses(guard, call(member, new Value.U32(1)), false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Reload",
        "ResetFailed",
        "SetDefaultTarget",
        "SetLogLevel",
        "StartTransientUnit",
        "SomethingNew"
      })
  void whatConcernsAllUnitsIsForWhoMayManage(String member) throws Exception {
    assertPasses(ofController("[Node ecu1]\nControl=*\n"), call(member), false);
    assertPasses(ofController("[Node ecu1]\nControl=x\nControlManager=yes\n"), call(member), true);
    assertPasses(ofController("[Node ecu2]\nControl=x\n"), call(member), true);
  }

  @Test
  void lookingIsAlwaysPermitted() throws Exception {
    var guard = ofController("[Node ecu1]\nControl=\n");
    for (var member :
        List.of(
            "ListUnits",
            "GetUnitProperties",
            "Subscribe",
            "Unsubscribe",
            "EnableMetrics",
            "JobCancel")) {
      assertPasses(guard, call(member), true);
    }
    assertPasses(
        guard,
        Message.call("/org/eclipse/bluechi/internal/proxy/1", Terms.INTERNAL_PROXY, "TargetNew"),
        true);
  }

  @Test
  void enablingTakesAllOfTheFilesToBeNamedAndNoneByItsPath() throws Exception {
    var guard = ofController("[Node ecu1]\nControl=*.service\n");
    assertPasses(guard, enable("a.service", "b.service"), true);
    assertPasses(guard, enable("a.service", "b.socket"), false);
    assertPasses(guard, enable("/tmp/evil.service"), false);
    assertPasses(ofController("[Node ecu1]\nControl=\n"), enable("a.service"), false);
  }

  /** The receiver finds a method by its name alone where no interface is said. */
  @Test
  void aCallWithoutAnInterfaceIsJudgedToo() throws Exception {
    var guard = ofController("[Node ecu1]\nControl=radio.service\n");
    var call =
        call(
            "StartUnit",
            new Value.Text("brake.service"),
            new Value.Text("replace"),
            new Value.U32(1));
    assertPasses(guard, bare(call), false);
    assertPasses(guard, bare(call("Reload")), false);
  }

  @Test
  void aRefusedCallIsAnsweredOnlyWhereAnAnswerIsExpected() throws Exception {
    var guard = ofController("[Node ecu1]\nControl=\n");
    var call = call("Reload").numbered(77);
    assertThat(judged(guard, call))
        .isInstanceOfSatisfying(
            Verdict.Refuse.class,
            it -> assertThat(it.answer().orElseThrow().header().replySerial()).contains(77L));
    assertThat(judged(guard, call.flagged(Message.Flag.NO_REPLY_EXPECTED)))
        .isInstanceOfSatisfying(Verdict.Refuse.class, it -> assertThat(it.answer()).isEmpty());
  }

  @Test
  void aNodeMayCallNothingButItsRegistration() throws Exception {
    assertPasses(OF_NODE, Stage.register("qm.ecu1"), true);
    assertThat(judged(OF_NODE, Stage.register("ecu1"))).isInstanceOf(Verdict.End.class);
    assertPasses(
        OF_NODE,
        Message.call(
            "/org/eclipse/bluechi/node/ecu1",
            "org.eclipse.bluechi.Node",
            "StartUnit",
            new Value.Text("brake.service"),
            new Value.Text("replace")),
        false);
    assertPasses(OF_NODE, bare(Message.call("/", "x.y", "StartUnit")), false);
    assertPasses(OF_NODE, Message.call("/", Terms.PEER, "Ping"), true);
  }

  /** The other side finds a signal by its path, which the guard must not rely on. */
  @Test
  void aHeadIsShortWhateverItsFieldsAre() throws Exception {
    var usual = Message.call("/a".repeat(100), Terms.INTERNAL_AGENT, "Ping").numbered(1).bytes();
    assertThat(MessageReader.head(usual)).isPresent();
    var big = Message.call("/a".repeat(40_000), Terms.INTERNAL_AGENT, "Ping").numbered(1).bytes();
    assertThat(MessageReader.read(big)).isPresent();
    assertThatThrownBy(() -> MessageReader.head(big)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  void aDependencyIsJudgedWhateverItsPath() throws Exception {
    var proxy =
        Message.signal(
            "/somewhere/else",
            Terms.INTERNAL_AGENT,
            "ProxyNew",
            new Value.Text("ecu1"),
            new Value.Text("brake.service"),
            new Value.Path("/p"));
    assertPasses(OF_NODE, proxy, false);
  }

  /** Valid heads with anything behind, and damaged messages: never passed on against the rules. */
  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  void whateverComesNoUnitThatIsNotNamedIsControlled(@ForAll long seed) throws Exception {
    var random = new Random(seed);
    var guard = ofController("[Node ecu1]\nControl=radio.service\n");
    var bytes = any(random).bytes();
    for (var changes = random.nextInt(4); changes > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    for (var one : List.of(guard, OF_NODE)) {
      Verdict verdict;
      try {
        var head = MessageReader.head(bytes);
        if (head.isEmpty()) {
          return;
        }
        verdict = one.judge(new Guard.Sent(head.get(), bytes));
      } catch (IOException refused) {
        assertThat(refused).isInstanceOf(MalformedMessage.class);
        continue;
      }
      if (verdict instanceof Verdict.Pass) {
        requireHarmless(one.equals(guard), bytes);
      }
    }
  }

  private static void requireHarmless(boolean isOfController, byte[] bytes) throws Exception {
    var head = MessageReader.head(bytes).orElseThrow();
    var member = head.header().member().orElse("");
    if (isOfController && head.kind() == Message.Kind.CALL && member.endsWith("Unit")) {
      var of = head.header().interfaceName().orElse(Terms.INTERNAL_AGENT);
      if (of.equals(Terms.INTERNAL_AGENT)) {
        assertThat(MessageReader.read(bytes).orElseThrow().text(0)).isEqualTo("radio.service");
      }
    }
    if (!isOfController
        && head.kind() == Message.Kind.SIGNAL
        && head.is(Terms.INTERNAL_AGENT, "ProxyNew")) {
      assertThat(MessageReader.read(bytes).orElseThrow().text(0)).startsWith("qm.");
    }
  }

  private static Message any(Random random) {
    var texts =
        List.of("radio.service", "brake.service", "replace", "isolate", "qm.ecu2", "ecu1", "/x");
    var members =
        List.of(
            "StartUnit",
            "StopUnit",
            "KillUnit",
            "EnableUnitFiles",
            "Reload",
            "ProxyNew",
            "Register",
            "ListUnits");
    var interfaces =
        List.of(
            Terms.INTERNAL_AGENT,
            Terms.INTERNAL_CONTROLLER,
            Terms.INTERNAL_PROXY,
            Terms.PEER,
            "a.b");
    var values = new ArrayList<Value>();
    for (var i = random.nextInt(4); i > 0; i--) {
      values.add(
          switch (random.nextInt(4)) {
            case 0 -> new Value.U32(random.nextInt(5));
            case 1 -> new Value.Path("/p");
            default -> new Value.Text(texts.get(random.nextInt(texts.size())));
          });
    }
    var arguments = values.toArray(Value[]::new);
    var path = random.nextBoolean() ? AGENT_PATH : "/";
    var of = interfaces.get(random.nextInt(interfaces.size()));
    var member = members.get(random.nextInt(members.size()));
    var message =
        random.nextInt(3) == 0
            ? Message.signal(path, of, member, arguments)
            : Message.call(path, of, member, arguments);
    return message.kind() == Message.Kind.CALL && random.nextInt(4) == 0 ? bare(message) : message;
  }

  private static void assertPasses(Guard guard, Message message, boolean passes) throws Exception {
    assertThat(judged(guard, message) instanceof Verdict.Pass)
        .as(message.toString())
        .isEqualTo(passes);
  }

  private static Verdict judged(Guard guard, Message message) throws Exception {
    var bytes = message.bytes();
    return guard.judge(new Guard.Sent(MessageReader.head(bytes).orElseThrow(), bytes));
  }

  private static Message call(String member, Value... arguments) {
    return Message.call(AGENT_PATH, Terms.INTERNAL_AGENT, member, arguments);
  }

  private static Message enable(String... units) {
    var names = new ArrayList<Value>();
    for (var unit : units) {
      names.add(new Value.Text(unit));
    }
    return call(
        "EnableUnitFiles",
        new Value.Array(Type.Simple.STRING, names),
        new Value.Bool(false),
        new Value.Bool(false));
  }

  private static Message bare(Message call) {
    var header = call.header();
    return new Message(
        call.kind(),
        Set.of(),
        1,
        new Message.Header(
            header.path(),
            Optional.empty(),
            header.member(),
            header.errorName(),
            header.replySerial(),
            header.destination(),
            header.sender(),
            0),
        call.values());
  }
}
