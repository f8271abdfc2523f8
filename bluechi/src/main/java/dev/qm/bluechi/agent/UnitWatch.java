package dev.qm.bluechi.agent;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Row;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The units that the controller wants to hear of. Nothing is kept of others: a controller that asks
 * for none costs no memory.
 */
final class UnitWatch {
  /** Names that are asked for. */
  static final int MOST = 4096;

  private static final String NOT_LOADED = "org.freedesktop.systemd1.NoSuchUnit";
  private static final String INACTIVE = "inactive";
  private static final String DEAD = "dead";

  /** What a unit is: ActiveState and SubState. */
  private record State(String active, String sub) {}

  /** A unit of which something is known. */
  private static final class Watched {
    final String unit;

    /** Whether it was asked for by its name. */
    boolean isWanted;

    /** Nothing until systemd has said it. */
    Optional<State> state = Optional.empty();

    Watched(String unit) {
      this.unit = unit;
    }
  }

  /** By the path of systemd's object. */
  private final Map<String, Watched> units = new HashMap<>();

  private final SystemdLink systemd;
  private final Outlet controller;
  private boolean isAllWanted;
  private int wanted;

  UnitWatch(SystemdLink systemd, Outlet controller) {
    this.systemd = systemd;
    this.controller = controller;
  }

  /**
   * The controller asks for a unit, or for all.
   *
   * @return why not
   */
  Optional<String> subscribe(String unit) {
    if (unit.equals(Terms.ALL)) {
      if (isAllWanted) {
        return Optional.of("all units are subscribed to already");
      }
      isAllWanted = true;
      tellNew(Terms.ALL, Terms.VIRTUAL);
      lookAtAll();
      return Optional.empty();
    }
    var watched = units.computeIfAbsent(Terms.unitPath(unit), _ -> new Watched(unit));
    if (watched.isWanted) {
      return Optional.of("the unit is subscribed to already");
    }
    if (wanted >= MOST) {
      forgetUnlessWanted(watched);
      return Optional.of("more units than " + MOST + " cannot be subscribed to by name");
    }
    watched.isWanted = true;
    wanted++;
    look(watched, Terms.VIRTUAL);
    return Optional.empty();
  }

  /**
   * The controller asks for it no more.
   *
   * @return why not
   */
  Optional<String> unsubscribe(String unit) {
    if (unit.equals(Terms.ALL)) {
      if (!isAllWanted) {
        return Optional.of("all units are not subscribed to");
      }
      isAllWanted = false;
      units.values().removeIf(watched -> !watched.isWanted);
      return Optional.empty();
    }
    var watched = units.get(Terms.unitPath(unit));
    if (watched == null || !watched.isWanted) {
      return Optional.of("the unit is not subscribed to");
    }
    watched.isWanted = false;
    wanted--;
    forgetUnlessWanted(watched);
    return Optional.empty();
  }

  /** Systemd was away: what happened meanwhile is told now. */
  void lookAgain() {
    for (var watched : List.copyOf(units.values())) {
      if (watched.isWanted) {
        look(watched, Terms.REAL);
      }
    }
    if (isAllWanted) {
      lookAtAll();
    }
  }

  /** Systemd has loaded a unit. */
  void loaded(String unit) {
    var path = Terms.unitPath(unit);
    var watched =
        isAllWanted ? units.computeIfAbsent(path, _ -> new Watched(unit)) : units.get(path);
    if (watched != null) {
      // what a unit is before anything has happened to it
      watched.state = Optional.of(new State(INACTIVE, DEAD));
      tellNew(unit, Terms.REAL);
    }
  }

  /** Systemd has forgotten a unit. */
  void unloaded(String unit) {
    var watched = units.get(Terms.unitPath(unit));
    if (watched == null) {
      return;
    }
    watched.state = Optional.empty();
    controller.tell(Terms.ofAgentSaid("UnitRemoved", new Value.Text(unit)));
    if (!watched.isWanted) {
      units.remove(Terms.unitPath(unit));
    }
  }

  /**
   * Properties of a unit have changed.
   *
   * @param signal org.freedesktop.DBus.Properties.PropertiesChanged, with the types that it has
   */
  void changed(String path, Message signal) {
    var watched = units.get(path);
    if (watched == null) {
      return;
    }
    var interfaceName = signal.text(0);
    if (interfaceName.equals(Terms.SYSTEMD_UNIT)) {
      var properties = signal.dictionary(1);
      watched.state.ifPresent(before ->
          become(
              watched,
              new State(
                  text(properties, "ActiveState", before.active()),
                  text(properties, "SubState", before.sub())),
              Terms.REAL));
    }
    controller.tell(
        Terms.ofAgentSaid(
            "UnitPropertiesChanged",
            new Value.Text(watched.unit),
            new Value.Text(interfaceName),
            signal.values().get(1)));
  }

  /** Asks systemd for a unit without loading it, which would be told as an event of its own. */
  private void look(Watched watched, String reason) {
    systemd.call(
        Terms.ofSystemd("GetUnit", new Value.Text(watched.unit)),
        "o",
        answer -> {
          switch (answer) {
            case Answer.Good _ -> lookAtLoaded(watched, reason);
            case Answer.Refused(var name, var _) -> {
              if (name.equals(NOT_LOADED) && watched.state.isPresent()) {
                watched.state = Optional.empty();
                controller.tell(Terms.ofAgentSaid("UnitRemoved", new Value.Text(watched.unit)));
              }
            }
          }
        });
  }

  private void lookAtLoaded(Watched watched, String reason) {
    systemd.call(
        Terms.ofSystemd("ListUnitsByNames", Terms.texts(List.of(watched.unit))),
        Terms.UNITS,
        answer -> {
          if (answer instanceof Answer.Good(var reply) && !reply.rows(0).isEmpty()) {
            seen(watched, state(reply.rows(0).getFirst()), reason);
          }
        });
  }

  private void seen(Watched watched, State now, String reason) {
    if (!watched.isWanted) {
      return;
    }
    if (watched.state.isPresent()) {
      become(watched, now, Terms.REAL);
    } else {
      tellNew(watched.unit, reason);
      watched.state = Optional.of(now);
      tellState(watched.unit, now, reason);
    }
  }

  /** What all units are now, so that changes can be told. */
  private void lookAtAll() {
    systemd.call(
        Terms.ofSystemd("ListUnits"),
        Terms.UNITS,
        answer -> {
          if (answer instanceof Answer.Good(var reply) && isAllWanted) {
            for (var row : reply.rows(0)) {
              known(row.text(0), state(row));
            }
          }
        });
  }

  private void known(String unit, State now) {
    var watched = units.computeIfAbsent(Terms.unitPath(unit), _ -> new Watched(unit));
    if (watched.state.isPresent()) {
      become(watched, now, Terms.REAL);
    } else {
      watched.state = Optional.of(now);
    }
  }

  private void become(Watched watched, State now, String reason) {
    if (!watched.state.equals(Optional.of(now))) {
      watched.state = Optional.of(now);
      tellState(watched.unit, now, reason);
    }
  }

  private void tellNew(String unit, String reason) {
    controller.tell(Terms.ofAgentSaid("UnitNew", new Value.Text(unit), new Value.Text(reason)));
  }

  private void tellState(String unit, State state, String reason) {
    controller.tell(
        Terms.ofAgentSaid(
            "UnitStateChanged",
            new Value.Text(unit),
            new Value.Text(state.active()),
            new Value.Text(state.sub()),
            new Value.Text(reason)));
  }

  private void forgetUnlessWanted(Watched watched) {
    if (!watched.isWanted && !isAllWanted) {
      units.remove(Terms.unitPath(watched.unit));
    }
  }

  private static State state(Row row) {
    return new State(row.text(3), row.text(4));
  }

  private static String text(Map<String, Value> properties, String name, String otherwise) {
    return properties.get(name) instanceof Value.Text(var text) ? text : otherwise;
  }
}
