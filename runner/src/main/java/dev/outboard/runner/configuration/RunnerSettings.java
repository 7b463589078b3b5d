package dev.outboard.runner.configuration;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.HttpUrl;
import java.time.Duration;
import java.util.List;

/**
 * The keys of a {@code [[runners]]} that do not follow from its spec. Each is optional; a key that is left out is left as
 * it is in the file, or at GitLab Runner's default.
 */
public final class RunnerSettings {
    static final KeyDeclarations RUNNER = new KeyDeclarations(Section.RUNNER)
            .reserve("name", "use the name of the spec")
            .reserve("url", "use the URL of the spec")
            .reserve("id", "leave it out: GitLab gives it")
            .reserve("token", "use token(…)")
            .reserve("token_obtained_at", "leave it out: GitLab gives it")
            .reserve("token_expires_at", "leave it out: GitLab gives it")
            .reserve("tls-ca-file", "use certificateAuthority(…)")
            .reserve("executor", "leave it out: Outboard's runners have the docker executor")
            .reserve("limit", "use limit(…)")
            .reserve("docker", "use the section DOCKER")
            .reserve("cache", "use cache(RunnerCache…)")
            .reserve("feature_flags", "use featureFlag(name, value)");

    /** {@code output_limit}: how much of a job's log is kept, in KiB. Default: 4096. */
    public static final Setting<Integer> OUTPUT_LIMIT = RUNNER.count("output_limit", "1.0", 1);

    /** {@code request_concurrency}: how many questions for jobs are open at once. Default: 1. */
    public static final Setting<Integer> REQUEST_CONCURRENCY = RUNNER.count("request_concurrency", "9.0", 1);

    /** {@code strict_check_interval}: wait {@code check_interval} also after a job was received. Default: false. */
    public static final Setting<Boolean> STRICT_CHECK_INTERVAL = RUNNER.flag("strict_check_interval", "18.9");

    /** {@code unhealthy_requests_limit}: after how many failures in a row the runner asks no more. Default: 3. */
    public static final Setting<Integer> UNHEALTHY_REQUESTS_LIMIT = RUNNER.count("unhealthy_requests_limit", "15.7", 1);

    /** {@code unhealthy_interval}: how long it asks no more then. Default: 1 h. */
    public static final Setting<Duration> UNHEALTHY_INTERVAL = RUNNER.duration("unhealthy_interval", "15.7");

    /** {@code builds_dir}: where jobs have their repositories, in their containers. Default: {@code /builds}. */
    public static final Setting<AbsolutePath> BUILDS_DIR = RUNNER.value("builds_dir", "1.0");

    /** {@code cache_dir}: where jobs have their caches, in their containers. Default: {@code /cache}. */
    public static final Setting<AbsolutePath> CACHE_DIR = RUNNER.value("cache_dir", "1.0");

    /** {@code environment}: {@code NAME=VALUE} for each job. Not for secrets: jobs see them, and so does the file. */
    public static final Setting<List<String>> ENVIRONMENT = RUNNER.declare("environment", "1.0", TomlValues::variables);

    /** {@code clone_url}: where jobs fetch from, if not from the URL of GitLab. */
    public static final Setting<HttpUrl> CLONE_URL = RUNNER.value("clone_url", "10.1");

    /** {@code shell}: which shell the script is written for, for example {@code bash} or {@code sh}. */
    public static final Setting<String> SHELL = RUNNER.text("shell", "1.0");

    /** {@code debug_trace_disabled}: whether {@code CI_DEBUG_TRACE} is ignored. Default: false. */
    public static final Setting<Boolean> DEBUG_TRACE_DISABLED = RUNNER.flag("debug_trace_disabled", "11.10");

    /** {@code pre_get_sources_script}: commands before a job's repository is fetched. */
    public static final Setting<String> PRE_GET_SOURCES_SCRIPT = RUNNER.script("pre_get_sources_script", "15.9");

    /** {@code post_get_sources_script}: commands after a job's repository was fetched. */
    public static final Setting<String> POST_GET_SOURCES_SCRIPT = RUNNER.script("post_get_sources_script", "15.9");

    /** {@code pre_build_script}: commands before a job's own. */
    public static final Setting<String> PRE_BUILD_SCRIPT = RUNNER.script("pre_build_script", "1.6");

    /** {@code post_build_script}: commands after a job's own. */
    public static final Setting<String> POST_BUILD_SCRIPT = RUNNER.script("post_build_script", "1.11");

    /** {@code safe_directory_checkout}: whether git trusts the directory of the job. Default: true. */
    public static final Setting<Boolean> SAFE_DIRECTORY_CHECKOUT = RUNNER.flag("safe_directory_checkout", "16.3");

    /** {@code clean_git_config}: whether git's configuration is removed before and after each job. Default: true. */
    public static final Setting<Boolean> CLEAN_GIT_CONFIG = RUNNER.flag("clean_git_config", "17.10");

    /** {@code job_status_final_update_retry_limit}: how often a job's end is reported again. */
    public static final Setting<Integer> JOB_STATUS_FINAL_UPDATE_RETRY_LIMIT =
            RUNNER.count("job_status_final_update_retry_limit", "17.9", 1);

    /** {@code step_runner_image}: the image that runs CI/CD steps. */
    public static final Setting<JobImage> STEP_RUNNER_IMAGE = RUNNER.value("step_runner_image", "17.9");

    /** {@code proxy_exec}: whether jobs run through the helper's proxy. Default: false. */
    public static final Setting<Boolean> PROXY_EXEC = RUNNER.flag("proxy_exec", "17.10");

    /** {@code use_slot_cgroups}: whether each slot of the runner has a control group of its own. Default: false. */
    public static final Setting<Boolean> USE_SLOT_CGROUPS = RUNNER.flag("use_slot_cgroups", "18.6");

    /**
     * {@code slot_cgroup_template}: the name of a slot's control group, with {@code ${slot}} in it. Name one below the daemon's
     * slice, or its limits do not hold.
     */
    public static final Setting<String> SLOT_CGROUP_TEMPLATE = RUNNER.text("slot_cgroup_template", "18.6");

    /** {@code tls-cert-file}: a certificate for GitLab, as a path in the runner's container. */
    public static final Setting<AbsolutePath> TLS_CERT_FILE = RUNNER.value("tls-cert-file", "9.2");

    /** {@code tls-key-file}: the key of that certificate, as a path in the runner's container. */
    public static final Setting<AbsolutePath> TLS_KEY_FILE = RUNNER.value("tls-key-file", "9.2");

    /** {@code prepare_timeout}: how long a job's containers may take to be there. */
    public static final Setting<Duration> PREPARE_TIMEOUT = RUNNER.duration("prepare_timeout", "19.0");

    /** {@code get_sources_timeout}: how long a job's repository may take to be fetched. */
    public static final Setting<Duration> GET_SOURCES_TIMEOUT = RUNNER.duration("get_sources_timeout", "19.1");

    private RunnerSettings() {}
}
