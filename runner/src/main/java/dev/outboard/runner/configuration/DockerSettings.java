package dev.outboard.runner.configuration;

import dev.outboard.core.failure.InvalidValueException;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.value.ByteSize;
import dev.outboard.core.value.HostName;
import dev.outboard.core.value.IpAddress;
import dev.outboard.systemd.container.ExtraHost;
import dev.outboard.systemd.container.Link;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * The keys of a {@code [runners.docker]} that do not follow from a spec: what containers of jobs, and of the services
 * beside them, are like. Each is optional; a key that is left out is left as it is in the file, or at GitLab Runner's
 * default.
 *
 * <p>Paths, volumes and devices are those of the host on which the second daemon runs, not of the runner's container.
 */
public final class DockerSettings {
    static final KeyDeclarations DOCKER = new KeyDeclarations(Section.DOCKER)
            .reserve("host", "use daemon(…)")
            .reserve("tls_verify", "use daemon(…)")
            .reserve("tls_cert_path", "use daemon(…)")
            .reserve("privileged", "use jobsPrivileged(…)")
            .decide("image", "use defaultImage(…)")
            .decide("volumes", "use addJobVolume(…)")
            .decide("services", "use addService(…)")
            .reserve("cgroup_parent", "leave it out: the daemon's slice holds its containers")
            .reserve("service_cgroup_parent", "leave it out: the daemon's slice holds its containers");

    /** {@code hostname}: the host name in job containers. Default: the container's id. */
    public static final Setting<HostName> HOSTNAME = DOCKER.value("hostname", "1.0");

    /** {@code user}: the user that runs a job's commands. Default: that of the image. */
    public static final Setting<String> USER = DOCKER.text("user", "15.5");

    /** {@code userns_mode}: the user namespace of job containers; {@code host} for none where the daemon remaps users. */
    public static final Setting<String> USERNS_MODE = DOCKER.text("userns_mode", "9.3");

    /** {@code memory}: the memory that a job container may use. Default: no limit. */
    public static final Setting<ByteSize> MEMORY = DOCKER.size("memory", "10.7");

    /** {@code memory_swap}: memory and swap together. Default: twice the memory. */
    public static final Setting<ByteSize> MEMORY_SWAP = DOCKER.size("memory_swap", "10.7");

    /** {@code memory_reservation}: the memory that a job container is pressed to when the host runs short. Default: none. */
    public static final Setting<ByteSize> MEMORY_RESERVATION = DOCKER.size("memory_reservation", "10.7");

    /** {@code oom_kill_disable}: whether the kernel spares a job that takes too much memory. Default: false. */
    public static final Setting<Boolean> OOM_KILL_DISABLE = DOCKER.flag("oom_kill_disable", "11.4");

    /** {@code oom_score_adjust}: how soon the kernel ends a job when memory is short, from -1000 to 1000. Default: 0. */
    public static final Setting<Integer> OOM_SCORE_ADJUST = DOCKER.count("oom_score_adjust", "12.6", -1000);

    /** {@code cpuset_cpus}: which processors job containers use, for example {@code 0-3}. Default: all. */
    public static final Setting<String> CPUSET_CPUS = DOCKER.text("cpuset_cpus", "1.3");

    /** {@code cpuset_mems}: which memory nodes job containers use. Default: all. */
    public static final Setting<String> CPUSET_MEMS = DOCKER.text("cpuset_mems", "17.0");

    /** {@code cpus}: how many processors a job container may use, for example 1.5. Default: no limit. */
    public static final Setting<BigDecimal> CPUS = DOCKER.declare("cpus", "9.3", DockerSettings::cpus);

    /** {@code cpu_shares}: the weight of a job container for the processors. Default: 1024. */
    public static final Setting<Integer> CPU_SHARES = DOCKER.count("cpu_shares", "12.6", 2);

    /** {@code dns}: the name servers of job containers. Default: those of the daemon. */
    public static final Setting<List<IpAddress>> DNS = DOCKER.list("dns", "1.3");

    /** {@code dns_search}: the search domains of job containers. Default: those of the daemon. */
    public static final Setting<List<String>> DNS_SEARCH = DOCKER.list("dns_search", "1.3");

    /** {@code extra_hosts}: lines for the {@code /etc/hosts} of job containers. */
    public static final Setting<List<ExtraHost>> EXTRA_HOSTS = DOCKER.list("extra_hosts", "1.0");

    /** {@code links}: containers of the second daemon that jobs find by name, as Docker's {@code --link} takes them. */
    public static final Setting<List<Link>> LINKS = DOCKER.list("links", "1.0");

    /** {@code network_mode}: the network of job containers, by name. Default: a network for each job, or the bridge. */
    public static final Setting<String> NETWORK_MODE = DOCKER.text("network_mode", "1.1");

    /** {@code network_mtu}: the MTU of networks that are made for jobs. Default: that of the daemon. */
    public static final Setting<Integer> NETWORK_MTU = DOCKER.count("network_mtu", "16.5", 68);

    /** {@code enable_ipv6}: whether networks that are made for jobs have IPv6. Default: false. */
    public static final Setting<Boolean> ENABLE_IPV6 = DOCKER.flag("enable_ipv6", "15.5");

    /** {@code mac_address}: the hardware address of job containers. */
    public static final Setting<String> MAC_ADDRESS = DOCKER.text("mac_address", "15.8");

    /** {@code cap_add}: capabilities that job containers have besides Docker's own choice. */
    public static final Setting<List<Capability>> CAP_ADD = DOCKER.list("cap_add", "1.1");

    /** {@code cap_drop}: capabilities that job containers lack. */
    public static final Setting<List<Capability>> CAP_DROP = DOCKER.list("cap_drop", "1.1");

    /** {@code security_opt}: Docker's {@code --security-opt} of job containers. */
    public static final Setting<List<String>> SECURITY_OPT = DOCKER.list("security_opt", "1.4");

    /** {@code services_security_opt}: Docker's {@code --security-opt} of service containers. */
    public static final Setting<List<String>> SERVICES_SECURITY_OPT = DOCKER.list("services_security_opt", "15.10");

    /** {@code devices}: devices of the host that job containers have, as Docker's {@code --device} takes them. */
    public static final Setting<List<String>> DEVICES = DOCKER.list("devices", "1.1");

    /**
     * {@code services_devices}: devices of the host that service containers have: pattern of images to devices, for example
     * {@code docker:*-dind} to {@code /dev/fuse}.
     */
    public static final Setting<Map<String, List<String>>> SERVICES_DEVICES =
            DOCKER.declare("services_devices", "17.10", TomlValues::tableOfTexts);

    /** {@code device_cgroup_rules}: Docker's {@code --device-cgroup-rule} of job containers. */
    public static final Setting<List<String>> DEVICE_CGROUP_RULES = DOCKER.list("device_cgroup_rules", "15.1");

    /** {@code gpus}: the GPUs that job containers have, for example {@code all}. */
    public static final Setting<String> GPUS = DOCKER.text("gpus", "13.9");

    /** {@code service_gpus}: the GPUs that service containers have. */
    public static final Setting<String> SERVICE_GPUS = DOCKER.text("service_gpus", "17.10");

    /** {@code group_add}: more groups of the user in job containers. */
    public static final Setting<List<String>> GROUP_ADD = DOCKER.list("group_add", "16.6");

    /** {@code runtime}: the runtime of job containers. Default: that of the daemon. */
    public static final Setting<String> RUNTIME = DOCKER.text("runtime", "10.4");

    /** {@code isolation}: the isolation technology of job containers, on Windows. */
    public static final Setting<String> ISOLATION = DOCKER.text("isolation", "15.8");

    /** {@code ipcmode}: Docker's {@code --ipc} of job containers. */
    public static final Setting<String> IPCMODE = DOCKER.text("ipcmode", "15.7");

    /** {@code pid_mode}: Docker's {@code --pid} of job containers. */
    public static final Setting<String> PID_MODE = DOCKER.text("pid_mode", "19.1");

    /** {@code shm_size}: the size of {@code /dev/shm} in job containers. Default: 64 MiB. */
    public static final Setting<ByteSize> SHM_SIZE = DOCKER.declare("shm_size", "9.1", ByteSize::bytes);

    /** {@code ulimit}: resource limits by name, for example {@code nofile} to {@code 1024:4096}. */
    public static final Setting<Map<String, String>> ULIMIT = DOCKER.table("ulimit", "16.2");

    /** {@code sysctls}: kernel parameters of job containers. */
    public static final Setting<Map<String, String>> SYSCTLS = DOCKER.table("sysctls", "9.5");

    /** {@code tmpfs}: file systems in memory: mount point to options. */
    public static final Setting<Map<String, String>> TMPFS = DOCKER.table("tmpfs", "10.0");

    /**
     * {@code services_tmpfs}: file systems in memory of service containers: mount point to options. GitLab Runner 9.4 has it
     * too; 9.5 takes it for {@code tmpfs}, and loses it when it writes the file.
     */
    public static final Setting<Map<String, String>> SERVICES_TMPFS = DOCKER.table("services_tmpfs", "10.0");

    /** {@code log_options}: options of the daemon's log driver for job containers. */
    public static final Setting<Map<String, String>> LOG_OPTIONS = DOCKER.table("log_options", "18.9");

    /** {@code container_labels}: more labels of job containers. */
    public static final Setting<Map<String, String>> CONTAINER_LABELS = DOCKER.table("container_labels", "14.10");

    /**
     * {@code pull_policy}: when images are pulled; of several, which GitLab Runner reads since 13.8, the next one is tried when
     * one fails. Default: always.
     */
    public static final Setting<List<PullPolicy>> PULL_POLICY = DOCKER.<List<PullPolicy>>declare(
                    "pull_policy", "1.1", TomlValues::oneOrTexts)
            .later("13.8", policies -> policies.size() > 1, "several policies");

    /** {@code allowed_pull_policies}: pull policies that a job may choose. Default: those of {@code pull_policy}. */
    public static final Setting<List<PullPolicy>> ALLOWED_PULL_POLICIES = DOCKER.list("allowed_pull_policies", "15.1");

    /** {@code allowed_images}: patterns of images that jobs may use, for example {@code registry.example.org/ci/*}. Default: all. */
    public static final Setting<List<String>> ALLOWED_IMAGES = DOCKER.list("allowed_images", "1.0");

    /** {@code allowed_services}: patterns of images that services may use. Default: all. */
    public static final Setting<List<String>> ALLOWED_SERVICES = DOCKER.list("allowed_services", "1.0");

    /** {@code allowed_privileged_images}: patterns of images that run privileged where jobs are. Default: all. */
    public static final Setting<List<String>> ALLOWED_PRIVILEGED_IMAGES =
            DOCKER.list("allowed_privileged_images", "16.1");

    /** {@code allowed_privileged_services}: patterns of service images that run privileged where services are. Default: all. */
    public static final Setting<List<String>> ALLOWED_PRIVILEGED_SERVICES =
            DOCKER.list("allowed_privileged_services", "16.1");

    /** {@code allowed_users}: users that a job may choose to run as. Default: all. */
    public static final Setting<List<String>> ALLOWED_USERS = DOCKER.list("allowed_users", "16.8");

    /** {@code services_privileged}: whether service containers are privileged. Default: as jobs are. */
    public static final Setting<Boolean> SERVICES_PRIVILEGED = DOCKER.flag("services_privileged", "15.7");

    /** {@code services_limit}: how many services a job may have; -1 for any number. Default: -1. */
    public static final Setting<Integer> SERVICES_LIMIT = DOCKER.count("services_limit", "16.9", -1);

    /** {@code service_memory}: the memory that a service container may use. Default: no limit. */
    public static final Setting<ByteSize> SERVICE_MEMORY = DOCKER.size("service_memory", "16.9");

    /** {@code service_memory_swap}: memory and swap of a service container together. */
    public static final Setting<ByteSize> SERVICE_MEMORY_SWAP = DOCKER.size("service_memory_swap", "16.9");

    /** {@code service_memory_reservation}: the memory that a service container is pressed to when the host runs short. */
    public static final Setting<ByteSize> SERVICE_MEMORY_RESERVATION =
            DOCKER.size("service_memory_reservation", "16.9");

    /** {@code service_cpus}: how many processors a service container may use. Default: no limit. */
    public static final Setting<BigDecimal> SERVICE_CPUS = DOCKER.declare("service_cpus", "16.9", DockerSettings::cpus);

    /** {@code service_cpuset_cpus}: which processors service containers use. Default: all. */
    public static final Setting<String> SERVICE_CPUSET_CPUS = DOCKER.text("service_cpuset_cpus", "16.9");

    /** {@code service_cpu_shares}: the weight of a service container for the processors. Default: 1024. */
    public static final Setting<Integer> SERVICE_CPU_SHARES = DOCKER.count("service_cpu_shares", "16.9", 2);

    /**
     * {@code service_slot_cgroup_template}: the control group of service containers where {@link
     * RunnerSettings#USE_SLOT_CGROUPS} is on. Name one below the daemon's slice, or its limits do not hold.
     */
    public static final Setting<String> SERVICE_SLOT_CGROUP_TEMPLATE =
            DOCKER.text("service_slot_cgroup_template", "18.6");

    /** {@code wait_for_services_timeout}: how many seconds services may take to answer; -1 does not wait. Default: 30. */
    public static final Setting<Integer> WAIT_FOR_SERVICES_TIMEOUT =
            DOCKER.count("wait_for_services_timeout", "1.0", -1);

    /** {@code helper_image}: the image that fetches, caches and uploads for jobs. Default: that of the runner's version. */
    public static final Setting<JobImage> HELPER_IMAGE = DOCKER.value("helper_image", "10.2");

    /** {@code helper_image_flavor}: the flavour of the default helper image, for example {@code alpine} or {@code ubuntu}. */
    public static final Setting<String> HELPER_IMAGE_FLAVOR = DOCKER.text("helper_image_flavor", "14.0");

    /** {@code disable_cache}: whether jobs have no cache volume at all. Default: false. */
    public static final Setting<Boolean> DISABLE_CACHE = DOCKER.flag("disable_cache", "1.0");

    /** {@code cache_dir}: where on the second daemon's host caches are. Default: volumes of that daemon. */
    public static final Setting<AbsolutePath> CACHE_DIR = DOCKER.value("cache_dir", "1.0");

    /** {@code volume_keep}: whether volumes of a job outlive it. Default: false. */
    public static final Setting<Boolean> VOLUME_KEEP = DOCKER.flag("volume_keep", "18.10");

    /** {@code volume_driver}: the driver of cache volumes. Default: that of the daemon. */
    public static final Setting<String> VOLUME_DRIVER = DOCKER.text("volume_driver", "1.9");

    /** {@code volume_driver_ops}: options of that driver. */
    public static final Setting<Map<String, String>> VOLUME_DRIVER_OPS = DOCKER.table("volume_driver_ops", "15.5");

    /** {@code volumes_from}: containers of the second daemon whose volumes jobs have as well. */
    public static final Setting<List<String>> VOLUMES_FROM = DOCKER.list("volumes_from", "1.6");

    /** {@code disable_entrypoint_overwrite}: whether jobs keep the entry point of their image. Default: false. */
    public static final Setting<Boolean> DISABLE_ENTRYPOINT_OVERWRITE =
            DOCKER.flag("disable_entrypoint_overwrite", "11.4");

    private DockerSettings() {}

    private static String cpus(BigDecimal cpus) {
        if (cpus.signum() <= 0) {
            throw new InvalidValueException(
                    "number of processors", cpus.toPlainString(), "more than 0", "leave it out for no limit");
        }
        return cpus.toPlainString();
    }
}
