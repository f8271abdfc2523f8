package dev.qm.bluechi.controller;

import dev.qm.bluechi.dbus.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an interface has: "Introspection Data Format" of D-Bus.
 *
 * @param name of the interface
 * @param methods that it can be called for
 * @param properties that can be read
 * @param signals that it sends
 */
record Spec(String name, List<Method> methods, List<Property> properties, List<Signal> signals) {
  /**
   * A method.
   *
   * @param takes the types of its arguments
   * @param gives the types of its results
   */
  record Method(String name, String takes, String gives) {}

  /** Whether it is told that a property is another. */
  enum Told {
    /** It never is another. */
    NEVER("const"),
    /** It is told. */
    YES("true"),
    /** It is not, and who wants to know it asks for it alone. */
    ON_DEMAND("false");

    private final String word;

    Told(String word) {
      this.word = word;
    }
  }

  /** A property. */
  record Property(String name, String type, Told told) {}

  /**
   * A signal.
   *
   * @param arguments their names
   */
  record Signal(String name, String types, List<String> arguments) {
    Signal {
      arguments = List.copyOf(arguments);
    }
  }

  Spec {
    methods = List.copyOf(methods);
    properties = List.copyOf(properties);
    signals = List.copyOf(signals);
  }

  /** The method of that name. */
  Optional<Method> method(String member) {
    return methods.stream().filter(method -> method.name().equals(member)).findFirst();
  }

  /** As programs read it that ask what there is. */
  String xml() {
    var lines = new ArrayList<String>();
    lines.add("<interface name=\"" + name + "\">");
    for (var method : methods) {
      lines.add(" <method name=\"" + method.name() + "\">");
      arguments(method.takes(), List.of(), " direction=\"in\"", lines);
      arguments(method.gives(), List.of(), " direction=\"out\"", lines);
      lines.add(" </method>");
    }
    for (var property : properties) {
      lines.add(
          " <property name=\""
              + property.name()
              + "\" type=\""
              + property.type()
              + "\" access=\"read\">");
      lines.add(
          "  <annotation name=\"org.freedesktop.DBus.Property.EmitsChangedSignal\" value=\""
              + property.told().word
              + "\"/>");
      lines.add(" </property>");
    }
    for (var signal : signals) {
      lines.add(" <signal name=\"" + signal.name() + "\">");
      arguments(signal.types(), signal.arguments(), "", lines);
      lines.add(" </signal>");
    }
    lines.add("</interface>");
    return String.join("\n", lines);
  }

  private static void arguments(
      String types, List<String> names, String direction, List<String> lines) {
    var each = Signature.known(types).types();
    for (var i = 0; i < each.size(); i++) {
      lines.add(
          "  <arg type=\""
              + each.get(i)
              + "\""
              + (i < names.size() ? " name=\"" + names.get(i) + "\"" : "")
              + direction
              + "/>");
    }
  }
}
