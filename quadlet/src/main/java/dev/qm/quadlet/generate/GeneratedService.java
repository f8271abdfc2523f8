package dev.qm.quadlet.generate;

import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The service that a unit became.
 *
 * <p>Source: {@code systemd.service(5)}; {@code systemd.unit(5)}, "[Install] Section Options".
 *
 * @param name the name of its file, such as {@code qm.service}
 * @param unit its text; every line has the origin of the setting behind it, or that of the section
 *     that asks for it
 * @param source the unit that it comes from
 * @param links the links that {@code systemctl enable} would make for it
 * @param arguments the commands that Quadlet wrote, by key, with the setting behind each word
 */
public record GeneratedService(
    String name,
    UnitFile unit,
    QuadletUnit source,
    List<Link> links,
    Map<String, List<List<Argument>>> arguments) {

  /** Copies what it is given, so that nobody can change it. */
  public GeneratedService {
    links = List.copyOf(links);
    arguments = Map.copyOf(arguments);
  }

  /**
   * A symbolic link beside the service.
   *
   * @param path where it is, seen from the folder of the service
   * @param target what it says, seen from where it is
   */
  public record Link(String path, String target) {}

  /**
   * The words of a command of [Service], the last if there are several; specifiers stay as they
   * are. The prefixes that systemd takes before the program ({@code - @ : + !}) are gone.
   *
   * @param key ExecStart, ExecStop and the like
   * @return the words, none if there is no such command
   */
  public List<String> command(String key) {
    var commands = commands(key);
    return commands.isEmpty() ? List.of() : commands.getLast();
  }

  /**
   * {@return the words of every command of [Service] with this key, in order}
   *
   * @param key the name of the key
   */
  public List<List<String>> commands(String key) {
    List<List<String>> commands = new ArrayList<>();
    for (var entry : unit.values(Keys.SERVICE, key)) {
      List<String> words = new ArrayList<>(CommandWords.split(entry.value()));
      if (!words.isEmpty()) {
        words.set(0, withoutPrefix(words.getFirst()));
        commands.add(List.copyOf(words));
      }
    }
    return List.copyOf(commands);
  }

  private static String withoutPrefix(String program) {
    var start = 0;
    while (start < program.length() && "-@:+!|".indexOf(program.charAt(start)) >= 0) {
      start++;
    }
    return program.substring(start);
  }
}
