package dev.outboard.runner.configuration;

import dev.outboard.core.text.ForeignText;
import java.util.regex.Pattern;

/**
 * Something in a {@code config.toml} that may hurt.
 *
 * @param code which risk; stable from one version to the next
 * @param where the key, with the runner's name
 * @param found what is there; never a secret
 */
public record Risk(Code code, String where, String found) {
    private static final Pattern DOCKER_IN_DOCKER =
            Pattern.compile("(.*/)?(docker(:(.*-)?dind(-.*)?)|dind(:.*)?|gitlab/dind(:.*)?)(@.*)?");

    /** The risks that are looked for. */
    public enum Code {
        /** The socket of the host's first daemon is given to jobs: they can do there what root can. */
        R001(
                "jobs get the first daemon's socket",
                "give the second daemon's socket instead: its path on the host before the colon"),
        /** Containers of jobs or of their services are privileged, whatever their image. */
        R002(
                "every job can be root on the host",
                "set it to false, or name the images that need it in allowed_privileged_images or"
                        + " allowed_privileged_services"),
        /** Jobs get a daemon's socket. */
        R003(
                "jobs share one daemon, and can do on the host what root can",
                "leave the volume out where projects do not trust one another"),
        /** A daemon's socket and Docker-in-Docker together. */
        R004(
                "jobs have a daemon's socket and a Docker-in-Docker service, and do not know which of them answers",
                "choose one of the two"),
        /** A directory of the host that holds its secrets or programs is given to jobs. */
        R005("jobs get a directory that rules the host", "give a directory that holds nothing but what jobs need"),
        /** Jobs use a network, process, IPC or user namespace of the host or of another container. */
        R006("jobs share a namespace with the host or with another container", "leave the key out"),
        /** A private image that one job pulled can be used by jobs that may not pull it. */
        R007(
                "a job can use private images that other projects' jobs have pulled",
                "use pull_policy = [\"always\"] on runners that several projects share, and leave allowed_pull_policies out"),
        /** Capabilities by which a job can take the host over. */
        R008("jobs have a capability that rules the host", "leave it out of cap_add"),
        /** Seccomp, AppArmor, SELinux or the ban on new privileges is off. */
        R009("jobs run without a part of Docker's confinement", "leave the option out of security_opt"),
        /** Tokens and sources go over the network in the open. */
        R010("tokens and sources are sent unencrypted", "use an https URL"),
        /** The URL ends in {@code /ci}, which GitLab Runner before 1.6 needed. */
        R011("the URL ends in /ci, which breaks submodules with a relative URL", "leave /ci out from version 1.6 on"),
        /** A daemon is reached over the network without TLS. */
        R012(
                "any program that reaches its port can drive the daemon over the network",
                "use its socket, or tls_verify = true"),
        /** Devices of the host are given to jobs. */
        R013("jobs get devices of the host", "leave them out where projects do not trust one another"),
        /** A job that takes all memory is spared by the kernel. */
        R014("a job that takes all memory is not ended", "leave oom_kill_disable out, or set memory"),
        /** A key that GitLab Runner does not read any more. */
        R015("the key does nothing any more", "remove it, or use what replaced it"),
        /** A runner that was registered with a registration token. */
        R016(
                "the token is of the kind that GitLab phases out",
                "create the runner in GitLab or through its API, and use its glrt- token"),
        /** Jobs run without a container. */
        R017("jobs run on the host itself", "use the docker executor where projects do not trust one another"),
        /** Credentials of the host's users are given to jobs. */
        R018("jobs get credentials of the host", "let each project have its own in a CI/CD variable"),
        /** Jobs get the volumes of another container. */
        R019(
                "jobs get another container's files",
                "share a directory or a volume that holds nothing but what jobs need"),
        /** Certificates are not verified. */
        R020("jobs accept every certificate", "give the authority: tls-ca-file, or certs/HOST.crt beside config.toml"),
        /** A secret stands where every job sees it. */
        R021("every job can read this secret", "put it into a protected CI/CD variable of the projects that need it"),
        /** GitLab Runner ends at once ("forbidden", in its documentation). */
        R022("GitLab Runner does not start", "use 1 or more"),
        /** Not of the form {@code NAME=VALUE}. */
        R023("GitLab Runner leaves it out without a word", "write NAME=VALUE");

        private final String problem;
        private final String remedy;

        Code(String problem, String remedy) {
            this.problem = problem;
            this.remedy = remedy;
        }

        /**
         * What may happen.
         *
         * @return a clause without full stop
         */
        public String problem() {
            return problem;
        }

        /**
         * What to do about it.
         *
         * @return a clause without full stop
         */
        public String remedy() {
            return remedy;
        }
    }

    /**
     * Whether an image runs Docker in a container of the job.
     *
     * @param image its name
     * @return whether it is {@code docker} with a tag for this
     */
    public static boolean isDockerInDocker(String image) {
        return DOCKER_IN_DOCKER.matcher(image).matches();
    }

    /**
     * The risk in one line.
     *
     * @return code, place, what is there, what may happen, and the remedy
     */
    @Override
    public String toString() {
        return ForeignText.line(code + " " + where + " = " + found + ": " + code.problem() + ". Fix: " + code.remedy());
    }
}
