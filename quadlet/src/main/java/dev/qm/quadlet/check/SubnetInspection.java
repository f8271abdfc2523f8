package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Spaces;
import java.util.List;

/** Gateways and ranges that lie outside of the network that they are for. */
record SubnetInspection() implements Inspection.OfOneUnit {
  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    if (type != UnitType.NETWORK) {
      return;
    }
    var keys = new Lookup(unit.unit(), type.section());
    var subnets = keys.all("Subnet");
    outside(subnets, keys.all("Gateway"), findings);
    outside(subnets, keys.all("IPRange"), findings);
  }

  /** Podman pairs the first with the first, the second with the second. */
  private static void outside(List<Entry> subnets, List<Entry> inside, UnitFindings findings) {
    for (var i = 0; i < Math.min(subnets.size(), inside.size()); i++) {
      var subnet = Subnet.parse(Spaces.trim(subnets.get(i).value()));
      var entry = inside.get(i);
      for (var address : addresses(entry)) {
        if (subnet.isPresent() && ValueForm.isAddress(address) && !subnet.get().contains(address)) {
          findings.atValue(
              Problem.Severity.ERROR,
              "subnet",
              entry,
              address,
              "the address " + address + " is not in " + subnets.get(i).value(),
              "Podman refuses to make the network",
              "write an address of that network, or mend Subnet= in line "
                  + subnets.get(i).origin().line());
        }
      }
    }
  }

  /** {@code 10.89.0.1}, {@code 10.89.0.128/25} or {@code 10.89.0.2-10.89.0.9}. */
  private static List<String> addresses(Entry entry) {
    var value = Spaces.trim(entry.value());
    var slash = value.indexOf('/');
    return List.of((slash < 0 ? value : value.substring(0, slash)).split("-", -1));
  }
}
