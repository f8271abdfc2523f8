package dev.qm.bluechi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the agent does for others on its machine, over a bus. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PublicInterfaceTest {
  private static final String PROXY = "bluechi-proxy@other_a.service";
  private static final String PROXY_TYPE = "org.eclipse.bluechi.internal.Proxy";

  private Rig rig;
  private ServerSocketChannel buses;
  private Far bus;
  private Far systemd;
  private Far controller;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig();
    buses = Rig.door();
    rig.start(
        Rig.address(rig.first) + ";" + Rig.address(rig.second),
        BusAddress.parse(Rig.address(buses)),
        Optional.empty());
    bus = Far.accept(buses);
    answer("Hello", new Value.Text(":1.1"));
    answer("AddMatch");
    var name = bus.read();
    assertThat(name.header().member()).contains("RequestName");
    assertThat(name.text(0)).isEqualTo("org.eclipse.bluechi.Agent");
    bus.say(name.reply(new Value.U32(1)));
    systemd = rig.systemd();
    controller = rig.controller(rig.first);
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
    buses.close();
  }

  @Test
  void itSaysHowItStandsAndWithWhom() throws Exception {
    // until it has told that it is online, it may not be
    hear("online");
    assertThat(property("Status")).isEqualTo(new Value.Text("online"));
    assertThat(property("ControllerAddress")).isEqualTo(new Value.Text(Rig.address(rig.first)));
    assertThat(property("DisconnectTimestamp")).isEqualTo(new Value.U64(0));

    controller.hangUp();
    rig.first.close();
    hear("offline");
  }

  @Test
  void anotherControllerIsGoneToAndTheOneThatItHasIsRefused() throws Exception {
    hear("online");
    assertThat(ask("SwitchController", new Value.Text("nonsense")).kind())
        .isEqualTo(Message.Kind.ERROR);
    assertThat(ask("SwitchController", new Value.Text(Rig.address(rig.first))).kind())
        .isEqualTo(Message.Kind.ERROR);
    assertThat(ask("SwitchController", new Value.Text(Rig.address(rig.second))).kind())
        .isEqualTo(Message.Kind.RETURN);
    rig.controller(rig.second);
  }

  @Test
  void aSwitchIsAnsweredWhileNoControllerIsThere() throws Exception {
    hear("online");
    controller.hangUp();
    rig.first.close();
    hear("offline");
    assertThat(ask("SwitchController", new Value.Text(Rig.address(rig.second))).kind())
        .isEqualTo(Message.Kind.RETURN);
    rig.controller(rig.second);
  }

  @Test
  void aProxyIsUpWhenTheOtherNodesUnitIsAndStoppedWhenThatFails() throws Exception {
    var asked = call("CreateProxy", texts());
    var told = controller.until("ProxyNew").require("sso");
    assertThat(told.text(0)).isEqualTo("other");
    assertThat(told.text(1)).isEqualTo("a.service");

    state(told.text(2), "activating");
    state(told.text(2), "active");
    assertThat(reply(asked).kind()).isEqualTo(Message.Kind.RETURN);

    state(told.text(2), "failed");
    var stop = systemd.read();
    assertThat(stop.is(Far.MANAGER, "StopUnit")).isTrue();
    assertThat(stop.text(0)).isEqualTo(PROXY);
  }

  @Test
  void aProxyOfAUnitThatDoesNotComeUpFailsWithTheReason() throws Exception {
    var asked = call("CreateProxy", texts());
    var told = controller.until("ProxyNew").require("sso");
    state(told.text(2), "failed");
    var answer = reply(asked);
    assertThat(answer.header().errorName()).contains("org.eclipse.bluechi.ActivationFailed");
    assertThat(answer.text(0)).contains("a.service of node other");
    assertThat(controller.until("ProxyRemoved").text(1)).isEqualTo("a.service");
  }

  @Test
  void theNextControllerIsToldOfProxiesToo() throws Exception {
    var _ = call("CreateProxy", texts());
    var before = controller.until("ProxyNew").text(2);
    controller.hangUp();
    rig.first.close();
    assertThat(rig.controller(rig.second).until("ProxyNew").text(2)).isEqualTo(before);
  }

  @Test
  void whatIsStoppedIsNotWaitedForAnyMore() throws Exception {
    var asked = call("CreateProxy", texts());
    controller.until("ProxyNew");
    var _ = call("RemoveProxy", texts());
    assertThat(reply(asked).kind()).isEqualTo(Message.Kind.ERROR);
    controller.until("ProxyRemoved");
  }

  /** The controller says that the other node's unit is in another state. */
  private void state(String proxy, String active) throws IOException {
    var _ =
        controller.say(
            Message.call(
                proxy,
                PROXY_TYPE,
                "TargetStateChanged",
                new Value.Text(active),
                new Value.Text("any"),
                new Value.Text("real")));
  }

  private static Value[] texts() {
    return new Value[] {
      new Value.Text(PROXY), new Value.Text("other"), new Value.Text("a.service")
    };
  }

  private Value property(String name) throws IOException {
    var serial =
        bus.say(
            Message.call(
                "/org/eclipse/bluechi",
                "org.freedesktop.DBus.Properties",
                "Get",
                new Value.Text("org.eclipse.bluechi.Agent"),
                new Value.Text(name)));
    return ((Value.Variant) reply(serial).require("v").values().getFirst()).value();
  }

  private long call(String member, Value... arguments) throws IOException {
    return bus.say(
        Message.call("/org/eclipse/bluechi", "org.eclipse.bluechi.Agent", member, arguments)
            .from(":1.9"));
  }

  private Message ask(String member, Value... arguments) throws IOException {
    return reply(call(member, arguments));
  }

  private Message reply(long serial) throws IOException {
    while (true) {
      var message = bus.read();
      if (message.header().replySerial().equals(Optional.of(serial))) {
        return message;
      }
    }
  }

  /** Waits until it tells that it stands so; how it stood when it came to the bus is told too. */
  private void hear(String expected) throws IOException {
    while (true) {
      var message = bus.read();
      if (message.header().member().equals(Optional.of("PropertiesChanged"))
          && message.dictionary(1).get("Status") instanceof Value.Text(var status)
          && status.equals(expected)) {
        return;
      }
    }
  }

  private void answer(String member, Value... values) throws IOException {
    var call = bus.read();
    assertThat(call.header().member()).contains(member);
    bus.say(call.reply(values));
  }
}
