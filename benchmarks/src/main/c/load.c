// The load of the echo benchmark: one thread, epoll, many connections, one message in flight on each.
//
//   load PORT CONNECTIONS BYTES WARMUP_MS MEASURE_MS SERVER_PID
//
// Connects to 127.0.0.1:PORT, warms up, then measures for MEASURE_MS and prints one line of key=value pairs.
// Every echo is compared with what was sent. SERVER_PID's CPU time comes from /proc (0: not read).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_MAX = 512, BYTES_MAX = 65536, CONNECTIONS_MAX = 20000 };

// A histogram of nanoseconds: 128 steps in each power of two, so that a figure is true to 1 %.
enum { STEP_BITS = 7, STEPS = 1 << STEP_BITS, POWERS = 40 };
static uint64_t histogram[POWERS * STEPS];

struct connection {
    int fd;
    int received;
    uint64_t sequence;
    uint64_t sent_nanos;
};

static int message_bytes;
static char message[BYTES_MAX];
static char echo[BYTES_MAX];

static void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, errno ? strerror(errno) : "failed");
    exit(1);
}

static uint64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static int bucket_of(uint64_t nanos) {
    if (nanos < STEPS) {
        return (int)nanos;
    }
    int power = 63 - __builtin_clzll(nanos) - STEP_BITS + 1;
    if (power >= POWERS) {
        return POWERS * STEPS - 1;
    }
    // Only the upper half of the steps is in use from the second power on.
    return power * STEPS + (int)(nanos >> power);
}

static uint64_t nanos_of(int bucket) {
    int power = bucket / STEPS;
    return power == 0 ? (uint64_t)bucket : (uint64_t)(bucket % STEPS) << power;
}

static uint64_t percentile(uint64_t total, double share) {
    uint64_t wanted = (uint64_t)((double)total * share);
    uint64_t seen = 0;
    for (int bucket = 0; bucket < POWERS * STEPS; bucket++) {
        seen += histogram[bucket];
        if (seen > wanted) {
            return nanos_of(bucket);
        }
    }
    return 0;
}

// User and system time of a process in microseconds, see proc(5).
static long server_micros(long pid) {
    if (pid == 0) {
        return 0;
    }
    char path[64];
    char line[1024];
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL) {
        fail(path);
    }
    fclose(file);
    unsigned long user;
    unsigned long kernel;
    char *after_name = strrchr(line, ')');
    if (after_name == NULL
        || sscanf(after_name + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel) != 2) {
        fail(path);
    }
    return (long)((user + kernel) * (1000000u / (unsigned long)sysconf(_SC_CLK_TCK)));
}

static long own_micros(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L + usage.ru_utime.tv_usec
        + usage.ru_stime.tv_usec;
}

static void connect_to(struct connection *connection, int port, int epoll) {
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0
        || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
        fail("connect");
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        fail("epoll_ctl");
    }
    connection->fd = fd;
}

static void send_message(struct connection *connection, uint64_t nanos) {
    connection->sequence++;
    connection->received = 0;
    connection->sent_nanos = nanos;
    memcpy(message, &connection->sequence, sizeof connection->sequence);
    memcpy(message + sizeof connection->sequence, &connection->fd, sizeof connection->fd);
    if (send(connection->fd, message, (size_t)message_bytes, MSG_NOSIGNAL) != message_bytes) {
        fail("send");
    }
}

static void check_echo(const struct connection *connection) {
    uint64_t sequence;
    int fd;
    memcpy(&sequence, echo, sizeof sequence);
    memcpy(&fd, echo + sizeof sequence, sizeof fd);
    size_t head = sizeof sequence + sizeof fd;
    if (sequence != connection->sequence || fd != connection->fd
        || memcmp(echo + head, message + head, (size_t)message_bytes - head) != 0) {
        errno = 0;
        fail("the echo differs from what was sent: the comparison");
    }
}

// Takes what is there; answers true if that completed a message. The messages of several connections share one
// buffer for the echo, so a message that comes in pieces is compared by its last piece only.
static int receive(struct connection *connection) {
    ssize_t got = recv(
        connection->fd, echo + connection->received, (size_t)(message_bytes - connection->received), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return 0;
    }
    if (got <= 0) {
        fail("recv (the server has closed the connection?)");
    }
    int is_whole = got == message_bytes;
    connection->received += (int)got;
    if (connection->received < message_bytes) {
        return 0;
    }
    if (is_whole) {
        check_echo(connection);
    }
    return 1;
}

// Echoes until the deadline; answers the number of messages. Latencies are noted if is_noted.
static uint64_t drive(int epoll, uint64_t deadline_nanos, int is_noted) {
    static struct epoll_event events[EVENTS_MAX];
    uint64_t messages = 0;
    uint64_t now = now_nanos();
    while (now < deadline_nanos) {
        int ready = epoll_wait(epoll, events, EVENTS_MAX, 1000);
        if (ready < 0 && errno != EINTR) {
            fail("epoll_wait");
        }
        if (ready == 0) {
            errno = 0;
            fail("no echo came for a second: the server");
        }
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (receive(connection)) {
                now = now_nanos();
                messages++;
                if (is_noted) {
                    histogram[bucket_of(now - connection->sent_nanos)]++;
                }
                send_message(connection, now);
            }
        }
        now = now_nanos();
    }
    return messages;
}

static long argument(const char *text, long low, long high) {
    char *end;
    long value = strtol(text, &end, 10);
    if (*text == 0 || *end != 0 || value < low || value > high) {
        fprintf(stderr, "load: %s is not from %ld to %ld\n", text, low, high);
        exit(2);
    }
    return value;
}

int main(int count, char **arguments) {
    if (count != 7) {
        fprintf(stderr, "usage: load PORT CONNECTIONS BYTES WARMUP_MS MEASURE_MS SERVER_PID\n");
        return 2;
    }
    int port = (int)argument(arguments[1], 1, 65535);
    int connection_count = (int)argument(arguments[2], 1, CONNECTIONS_MAX);
    message_bytes = (int)argument(arguments[3], 16, BYTES_MAX);
    uint64_t warmup_nanos = (uint64_t)argument(arguments[4], 1, 600000) * 1000000u;
    uint64_t measure_nanos = (uint64_t)argument(arguments[5], 1, 600000) * 1000000u;
    long pid = argument(arguments[6], 0, INT32_MAX);
    alarm((unsigned)((warmup_nanos + measure_nanos) / 1000000000u) + 20u);

    for (int i = 0; i < message_bytes; i++) {
        message[i] = (char)(i * 31 + 7);
    }
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection *connections = calloc((size_t)connection_count, sizeof *connections);
    if (epoll < 0 || connections == NULL) {
        fail("epoll_create1");
    }
    for (int i = 0; i < connection_count; i++) {
        connect_to(&connections[i], port, epoll);
    }
    for (int i = 0; i < connection_count; i++) {
        send_message(&connections[i], now_nanos());
    }
    // The last fifth of the warm-up is measured as well: it tells whether the server was warm.
    uint64_t start = now_nanos();
    drive(epoll, start + warmup_nanos / 5 * 4, 0);
    uint64_t late_start = now_nanos();
    uint64_t late_messages = drive(epoll, start + warmup_nanos, 0);

    start = now_nanos();
    uint64_t late_nanos = start - late_start;
    long server_start = server_micros(pid);
    long own_start = own_micros();
    uint64_t messages = drive(epoll, start + measure_nanos, 1);
    uint64_t nanos = now_nanos() - start;
    long own = own_micros() - own_start;
    long server = server_micros(pid) - server_start;
    printf(
        "messages=%llu nanos=%llu warm_rate=%.0f server_micros=%ld load_micros=%ld p50=%llu p90=%llu p99=%llu"
        " p999=%llu max=%llu\n",
        (unsigned long long)messages, (unsigned long long)nanos, (double)late_messages * 1e9 / (double)late_nanos,
        server, own, (unsigned long long)percentile(messages, 0.5), (unsigned long long)percentile(messages, 0.9),
        (unsigned long long)percentile(messages, 0.99), (unsigned long long)percentile(messages, 0.999),
        (unsigned long long)percentile(messages, 1.0 - 0.5 / (double)(messages + 1)));
    return 0;
}
