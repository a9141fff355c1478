// The baseline of the echo benchmark: an echo server on liburing, one thread, one ring.
//
//   echo_uring single      a RECV (POLL_FIRST) and a SEND for each message: the operations that Tickwire uses
//   echo_uring multishot   one multishot RECV for each connection, from a ring of provided buffers, and SENDs
//
// Prints "port N" and ends when its standard input does, or after SECONDS_MAX. Both use multishot ACCEPT, and enter
// the kernel once per turn: io_uring_submit_and_wait. Sends of one connection go out one after the other.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    ENTRIES = 4096,
    COMPLETIONS = 16384,
    CONNECTIONS_MAX = 32768,
    BUFFER_BYTES = 2048,
    GROUP = 1,
    GROUP_BUFFERS = 4096,
    SECONDS_MAX = 900,
};

enum operation { ACCEPT, RECV, SEND, INPUT_END };

struct connection {
    // Single: two halves, one to receive into while the other is sent.
    char *buffer;
    int half;
    int is_sending;
    int is_receiving;
    // What was received while a send was under way (single: at most one half).
    int waiting_bytes;
    // Multishot: received buffers in order; the first one is being sent.
    int first;
    int last;
};

static struct io_uring ring;
static struct connection *connections[CONNECTIONS_MAX];
static int is_multishot;
static int listener;

static struct io_uring_buf_ring *group;
static char *group_memory;
static int group_next[GROUP_BUFFERS];
static int group_length[GROUP_BUFFERS];

static void fail(const char *what, int error) {
    fprintf(stderr, "echo_uring: %s: %s\n", what, strerror(error));
    exit(1);
}

static struct io_uring_sqe *entry(void) {
    struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
    if (sqe == NULL) {
        int submitted = io_uring_submit(&ring);
        if (submitted < 0 || (sqe = io_uring_get_sqe(&ring)) == NULL) {
            fail("io_uring_submit", submitted < 0 ? -submitted : EBUSY);
        }
    }
    return sqe;
}

// After the preparing functions of liburing, which clear it.
static void name(struct io_uring_sqe *sqe, enum operation operation, int fd) {
    sqe->user_data = (uint64_t)operation << 32 | (uint32_t)fd;
}

static void accept_all(void) {
    struct io_uring_sqe *sqe = entry();
    io_uring_prep_multishot_accept(sqe, listener, NULL, NULL, SOCK_CLOEXEC);
    name(sqe, ACCEPT, listener);
}

static void receive(struct connection *connection, int fd) {
    struct io_uring_sqe *sqe = entry();
    connection->is_receiving = 1;
    if (is_multishot) {
        io_uring_prep_recv(sqe, fd, NULL, 0, 0);
        sqe->ioprio = IORING_RECV_MULTISHOT | IORING_RECVSEND_POLL_FIRST;
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = GROUP;
    } else {
        io_uring_prep_recv(sqe, fd, connection->buffer + connection->half * BUFFER_BYTES, BUFFER_BYTES, 0);
        sqe->ioprio = IORING_RECVSEND_POLL_FIRST;
    }
    name(sqe, RECV, fd);
}

static void send_bytes(struct connection *connection, int fd, const char *bytes, int length) {
    struct io_uring_sqe *sqe = entry();
    connection->is_sending = 1;
    io_uring_prep_send(sqe, fd, bytes, (size_t)length, MSG_NOSIGNAL | MSG_WAITALL);
    name(sqe, SEND, fd);
}

static char *group_buffer(int id) {
    return group_memory + (size_t)id * BUFFER_BYTES;
}

static void give_back(int id) {
    io_uring_buf_ring_add(
        group, group_buffer(id), BUFFER_BYTES, (unsigned short)id, io_uring_buf_ring_mask(GROUP_BUFFERS), 0);
    io_uring_buf_ring_advance(group, 1);
}

static void make_group(void) {
    size_t bytes = GROUP_BUFFERS * sizeof(struct io_uring_buf);
    void *memory;
    if (posix_memalign(&memory, 4096, bytes) != 0
        || (group_memory = malloc((size_t)GROUP_BUFFERS * BUFFER_BYTES)) == NULL) {
        fail("memory", ENOMEM);
    }
    memset(memory, 0, bytes);
    group = memory;
    struct io_uring_buf_reg registration = {
        .ring_addr = (uintptr_t)memory,
        .ring_entries = GROUP_BUFFERS,
        .bgid = GROUP,
    };
    int error = io_uring_register_buf_ring(&ring, &registration, 0);
    if (error != 0) {
        fail("io_uring_register_buf_ring", -error);
    }
    io_uring_buf_ring_init(group);
    for (int id = 0; id < GROUP_BUFFERS; id++) {
        give_back(id);
    }
}

// Closes once nothing of the connection is in the kernel.
static void end_if_idle(struct connection *connection, int fd) {
    if (connection->is_receiving || connection->is_sending) {
        return;
    }
    connections[fd] = NULL;
    free(connection->buffer);
    free(connection);
    close(fd);
}

static void accepted(const struct io_uring_cqe *cqe) {
    if (cqe->res < 0) {
        fail("accept", -cqe->res);
    }
    int fd = cqe->res;
    struct connection *connection = calloc(1, sizeof *connection);
    if (fd >= CONNECTIONS_MAX || connection == NULL) {
        fail("accept", ENOMEM);
    }
    if (!is_multishot && (connection->buffer = malloc(2 * BUFFER_BYTES)) == NULL) {
        fail("accept", ENOMEM);
    }
    connection->first = -1;
    connection->last = -1;
    connections[fd] = connection;
    receive(connection, fd);
    if (!(cqe->flags & IORING_CQE_F_MORE)) {
        accept_all();
    }
}

static void received_single(struct connection *connection, int fd, int bytes) {
    connection->is_receiving = 0;
    if (bytes <= 0) {
        end_if_idle(connection, fd);
    } else if (connection->is_sending) {
        connection->waiting_bytes = bytes;
    } else {
        send_bytes(connection, fd, connection->buffer + connection->half * BUFFER_BYTES, bytes);
        connection->half ^= 1;
        receive(connection, fd);
    }
}

static void received_multishot(struct connection *connection, int fd, const struct io_uring_cqe *cqe) {
    connection->is_receiving = (cqe->flags & IORING_CQE_F_MORE) != 0;
    if (cqe->res == -ENOBUFS) {
        receive(connection, fd);
        return;
    }
    if (cqe->res <= 0) {
        end_if_idle(connection, fd);
        return;
    }
    int id = (int)(cqe->flags >> IORING_CQE_BUFFER_SHIFT);
    group_next[id] = -1;
    group_length[id] = cqe->res;
    if (connection->first < 0) {
        connection->first = id;
        send_bytes(connection, fd, group_buffer(id), cqe->res);
    } else {
        group_next[connection->last] = id;
    }
    connection->last = id;
    if (!connection->is_receiving) {
        receive(connection, fd);
    }
}

static void sent(struct connection *connection, int fd, int bytes) {
    connection->is_sending = 0;
    if (bytes < 0) {
        // The receive ends as well, and then the connection.
        shutdown(fd, SHUT_RDWR);
        end_if_idle(connection, fd);
    } else if (is_multishot) {
        int id = connection->first;
        connection->first = group_next[id];
        give_back(id);
        if (connection->first >= 0) {
            send_bytes(connection, fd, group_buffer(connection->first), group_length[connection->first]);
        } else if (!connection->is_receiving) {
            end_if_idle(connection, fd);
        }
    } else if (connection->waiting_bytes > 0) {
        int waiting = connection->waiting_bytes;
        connection->waiting_bytes = 0;
        received_single(connection, fd, waiting);
    } else {
        end_if_idle(connection, fd);
    }
}

// Answers false when the standard input has ended.
static int take(const struct io_uring_cqe *cqe) {
    int fd = (int)(uint32_t)cqe->user_data;
    switch ((enum operation)(cqe->user_data >> 32)) {
        case ACCEPT:
            accepted(cqe);
            return 1;
        case RECV:
            if (is_multishot) {
                received_multishot(connections[fd], fd, cqe);
            } else {
                received_single(connections[fd], fd, cqe->res);
            }
            return 1;
        case SEND:
            sent(connections[fd], fd, cqe->res);
            return 1;
        default:
            return 0;
    }
}

static void run(void) {
    for (;;) {
        int entered = io_uring_submit_and_wait(&ring, 1);
        if (entered < 0 && entered != -EINTR) {
            fail("io_uring_submit_and_wait", -entered);
        }
        struct io_uring_cqe *cqe;
        unsigned head;
        unsigned count = 0;
        int is_going_on = 1;
        io_uring_for_each_cqe(&ring, head, cqe) {
            count++;
            is_going_on &= take(cqe);
        }
        io_uring_cq_advance(&ring, count);
        if (!is_going_on) {
            return;
        }
    }
}

static void listen_on_any_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int on = 1;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // Accepted sockets inherit TCP_NODELAY.
    if (listener < 0 || setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0
        || bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 1024) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        fail("listen", errno);
    }
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
}

int main(int count, char **arguments) {
    if (count != 2 || (strcmp(arguments[1], "single") != 0 && strcmp(arguments[1], "multishot") != 0)) {
        fprintf(stderr, "usage: echo_uring single|multishot\n");
        return 2;
    }
    is_multishot = strcmp(arguments[1], "multishot") == 0;
    alarm(SECONDS_MAX);
    struct io_uring_params parameters = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE
            | IORING_SETUP_SUBMIT_ALL,
        .cq_entries = COMPLETIONS,
    };
    int error = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
    if (error != 0) {
        fail("io_uring_queue_init_params", -error);
    }
    io_uring_register_ring_fd(&ring);
    if (is_multishot) {
        make_group();
    }
    listen_on_any_port();
    accept_all();
    struct io_uring_sqe *sqe = entry();
    static char ignored[1];
    io_uring_prep_read(sqe, STDIN_FILENO, ignored, sizeof ignored, (uint64_t)-1);
    name(sqe, INPUT_END, STDIN_FILENO);
    run();
    return 0;
}
