package dev.outboard.network.host;

import dev.outboard.core.value.AbsolutePath;
import java.util.List;
import java.util.Map;

/** A program that puts rules into the kernel's firewall, as lines for the functions of a {@link NetworkScript}. Pure. */
interface FirewallProgram {

    /** The text of each file that the lines read, by its name. */
    Map<String, String> files();

    /** What the lines call. */
    String functions();

    /** Puts the rules in place, whatever is there already; each command must succeed. */
    List<String> load(AbsolutePath directory);

    /** Takes away everything of that name, whichever version put it there; a command that fails finds nothing. */
    List<String> unload();

    /** Prints the rules as the program lists them. */
    List<String> listed();

    /** Prints the rules of the files in the same form. */
    List<String> written(AbsolutePath directory);
}
