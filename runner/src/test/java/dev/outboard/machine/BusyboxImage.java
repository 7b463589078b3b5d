package dev.outboard.machine;

/** A container image that needs no registry: the machine's own busybox, with a link for each of its commands. */
public final class BusyboxImage {
    /**
     * A command for {@code sh -c} that runs until it is told to end. A sleep alone, as the first process of a container, does
     * not hear it, and a machine that is switched off waits a minute and a half.
     */
    static final String FOREVER = "trap exit TERM; sleep 3600 & wait";

    private static final String SCRIPT = """
            root=$(mktemp --directory)
            trap 'rm -r "$root"' EXIT
            mkdir "$root/bin" "$root/tmp"
            cp /bin/busybox "$root/bin"
            for applet in $(busybox --list); do
                [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"
            done
            tar --directory "$root" --create . | "$1" import --change 'CMD ["sh"]' - "$2"
            """;

    private BusyboxImage() {}

    /**
     * Makes the image on a daemon.
     *
     * @param machine where the daemon runs
     * @param client the command that speaks to it, for example {@code docker} or {@code docker2}
     * @param reference the name of the image, for example {@code busybox:1}
     */
    public static void load(Guest machine, String client, String reference) {
        machine.sh(SCRIPT, client, reference).orFail();
    }
}
