package dev.outboard.runner.configuration;

import java.time.Duration;
import java.util.List;

/**
 * The keys of {@code config.toml} that concern the whole process: those before its tables, and {@code [session_server]}.
 * Each is optional; a key that is left out is left as it is in the file, or at GitLab Runner's default.
 */
public final class ProcessSettings {
    static final KeyDeclarations GLOBAL = new KeyDeclarations(Section.GLOBAL)
            .reserve("runners", "use StackSpec.Builder.runner(…)")
            .reserve("session_server", "use the section SESSION_SERVER");

    /** {@code concurrent}: how many jobs run at once, over all runners of the process. Default: 1. */
    public static final Setting<Integer> CONCURRENT = GLOBAL.count("concurrent", "1.0", 1);

    /** {@code check_interval}: how long the process waits between two questions for jobs, in seconds. Default: 3 s. */
    public static final Setting<Duration> CHECK_INTERVAL = GLOBAL.seconds("check_interval", "1.3");

    /** {@code log_level}. Default: {@link LogLevel#INFO}. */
    public static final Setting<LogLevel> LOG_LEVEL = GLOBAL.value("log_level", "9.1");

    /** {@code log_format}. Default: {@link LogFormat#RUNNER}. */
    public static final Setting<LogFormat> LOG_FORMAT = GLOBAL.value("log_format", "11.4");

    /** {@code listen_address}: where metrics are served, for example {@code :9252}. Default: nowhere. */
    public static final Setting<String> LISTEN_ADDRESS = GLOBAL.text("listen_address", "11.0");

    /** {@code sentry_dsn}: where errors of the system are reported. Default: nowhere. */
    public static final Setting<String> SENTRY_DSN = GLOBAL.text("sentry_dsn", "1.4");

    /** {@code connection_max_age}: how long a connection to GitLab is kept open. Default: 15 min. */
    public static final Setting<Duration> CONNECTION_MAX_AGE = GLOBAL.duration("connection_max_age", "16.9");

    /** {@code shutdown_timeout}: how long jobs that were told to end may take, in seconds. Default: 30 s. */
    public static final Setting<Duration> SHUTDOWN_TIMEOUT = GLOBAL.seconds("shutdown_timeout", "15.6");

    static final KeyDeclarations SESSION = new KeyDeclarations(Section.SESSION_SERVER);

    /** {@code session_server.listen_address}: where web terminals are served, for example {@code [::]:8093}. */
    public static final Setting<String> SESSION_LISTEN_ADDRESS = SESSION.text("listen_address", "11.3");

    /** {@code session_server.advertise_address}: where GitLab reaches the session server. */
    public static final Setting<String> SESSION_ADVERTISE_ADDRESS = SESSION.text("advertise_address", "11.3");

    /** {@code session_server.session_timeout}: how long a web terminal outlives its job, in seconds. Default: 1800 s. */
    public static final Setting<Duration> SESSION_TIMEOUT = SESSION.seconds("session_timeout", "11.3");

    /** What a process reads only when it starts; all else it reads again when the file changes ({@code commands/multi.go}). */
    public static final List<Setting<String>> READ_AT_START =
            List.of(LISTEN_ADDRESS, SENTRY_DSN, SESSION_LISTEN_ADDRESS);

    private ProcessSettings() {}
}
