package dev.outboard.systemd.engine;

import java.util.Arrays;

/** What a user of the library calls or writes to set for a second daemon what the first daemon has. */
public enum BuilderCall {
    /** Name servers. */
    ADD_DNS("addDns(..)"),
    /** Labels of the engine. */
    ADD_LABEL("addLabel(..)"),
    /** Ulimits, no-new-privileges, seccomp profile, init and shared memory. */
    CONTAINER_DEFAULTS("containerDefaults(..)"),
    /** Log driver and its options. */
    LOGS("logs(..)"),
    /** Mirrors, insecure registries and certificate authorities. */
    REGISTRIES("registries(..)"),
    /** Proxies for HTTP and HTTPS. */
    PROXIES("registries(..) with proxies(..)"),
    /** User namespaces. */
    USER_REMAP("userRemap(..)"),
    /** Traffic between containers. */
    TRAFFIC("traffic(..)"),
    /** The MTU of the bridge. */
    BRIDGE_MTU("mtu(..) of the bridge"),
    /** Limits of the containers, and the slice that holds them. */
    RESOURCE_LIMITS("resourceLimits(..)"),
    /** Disk space of a container. */
    STORAGE("storage(..)"),
    /** Where images are kept. */
    IMAGE_STORE("imageStore(..)"),
    /** What the engine removes. */
    CLEAN_UP("cleanUp(..)"),
    /** An option with a value. */
    DAEMON_OPTION("addDaemonOption(..)"),
    /** An option without one. */
    DAEMON_FLAG("addDaemonFlag(..)"),
    /** A drop-in of the second daemon's own unit; no call sets it. */
    DROP_IN("a drop-in of the daemon's own unit"),
    /** Nothing sets it. */
    NONE("");

    private final String text;

    BuilderCall(String text) {
        this.text = text;
    }

    /**
     * The call with a text.
     *
     * @param text as {@link #text()} gives it
     * @return the call
     */
    public static BuilderCall of(String text) {
        return Arrays.stream(values())
                .filter(call -> call.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no call of a builder: " + text));
    }

    /**
     * The call as a user writes it.
     *
     * @return for example {@code addDns(..)}; empty for {@link #NONE}
     */
    public String text() {
        return text;
    }
}
