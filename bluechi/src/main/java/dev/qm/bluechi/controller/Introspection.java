package dev.qm.bluechi.controller;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** What there is at a path, for tools that ask. */
final class Introspection {
  private static final String HEAD =
      """
      <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
      "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
      """;

  /** What each object has. */
  private static final String COMMON =
      """
      <interface name="org.freedesktop.DBus.Peer">
       <method name="Ping"/>
       <method name="GetMachineId"><arg type="s" name="machine_uuid" direction="out"/></method>
      </interface>
      <interface name="org.freedesktop.DBus.Introspectable">
       <method name="Introspect"><arg name="xml_data" type="s" direction="out"/></method>
      </interface>
      <interface name="org.freedesktop.DBus.Properties">
       <method name="Get"><arg name="interface_name" direction="in" type="s"/><arg name="property_name" \
      direction="in" type="s"/><arg name="value" direction="out" type="v"/></method>
       <method name="GetAll"><arg name="interface_name" direction="in" type="s"/><arg name="props" \
      direction="out" type="a{sv}"/></method>
       <method name="Set"><arg name="interface_name" direction="in" type="s"/><arg name="property_name" \
      direction="in" type="s"/><arg name="value" direction="in" type="v"/></method>
       <signal name="PropertiesChanged"><arg type="s" name="interface_name"/><arg type="a{sv}" \
      name="changed_properties"/><arg type="as" name="invalidated_properties"/></signal>
      </interface>
      """;

  private Introspection() {}

  /**
   * What is there.
   *
   * @param spec of the object at the path
   * @param paths of all objects
   * @return nothing where there is no object, and none behind it
   */
  static Optional<String> of(String path, Optional<Spec> spec, Collection<String> paths) {
    var begin = path.equals("/") ? path : path + "/";
    var children = new TreeSet<String>();
    for (var other : paths) {
      if (other.startsWith(begin)) {
        var rest = other.substring(begin.length());
        var end = rest.indexOf('/');
        children.add(end < 0 ? rest : rest.substring(0, end));
      }
    }
    if (spec.isEmpty() && children.isEmpty()) {
      return Optional.empty();
    }
    var text = new StringBuilder(HEAD).append("<node>\n").append(COMMON);
    spec.ifPresent(its -> text.append(its.xml()).append('\n'));
    for (var child : children) {
      text.append("<node name=\"").append(child).append("\"/>\n");
    }
    return Optional.of(text.append("</node>\n").toString());
  }
}
