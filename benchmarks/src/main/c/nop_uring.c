// The baseline of the NOP benchmark: batches of NOPs on liburing, one thread, one ring.
//
//   nop_uring BATCH WARMUP_MS MEASURE_MS
//
// Prints the nanoseconds of one NOP, from its preparation to the end of the batch's harvest.
#include <errno.h>
#include <liburing.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES = 4096 };

static struct io_uring ring;
static volatile uint64_t sum;

static void fail(const char *what, int error) {
    fprintf(stderr, "nop_uring: %s: %s\n", what, strerror(error));
    exit(1);
}

static uint64_t now_nanos(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void batch(unsigned size) {
    for (unsigned i = 0; i < size; i++) {
        struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
        if (sqe == NULL) {
            fail("io_uring_get_sqe", EBUSY);
        }
        io_uring_prep_nop(sqe);
        sqe->user_data = i;
    }
    int error = io_uring_submit_and_wait(&ring, size);
    if (error < 0) {
        fail("io_uring_submit_and_wait", -error);
    }
    struct io_uring_cqe *cqe;
    unsigned head;
    unsigned count = 0;
    uint64_t results = 0;
    io_uring_for_each_cqe(&ring, head, cqe) {
        count++;
        results += cqe->user_data + (uint64_t)(int64_t)cqe->res;
    }
    io_uring_cq_advance(&ring, count);
    if (count != size) {
        fail("completions missing", EIO);
    }
    sum += results;
}

static double nanos_of_one(unsigned size, uint64_t duration_nanos) {
    uint64_t start = now_nanos();
    uint64_t now = start;
    uint64_t batches = 0;
    while (now - start < duration_nanos) {
        for (int i = 0; i < 64; i++) {
            batch(size);
        }
        batches += 64;
        now = now_nanos();
    }
    return (double)(now - start) / (double)(batches * size);
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: nop_uring BATCH WARMUP_MS MEASURE_MS\n");
        return 2;
    }
    int size = atoi(arguments[1]);
    int warmup = atoi(arguments[2]);
    int measure = atoi(arguments[3]);
    if (size < 1 || size > ENTRIES || warmup < 1 || warmup > 60000 || measure < 1 || measure > 60000) {
        fprintf(stderr, "nop_uring: an argument is out of range\n");
        return 2;
    }
    alarm(150);
    struct io_uring_params parameters = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL,
    };
    int error = io_uring_queue_init_params(ENTRIES, &ring, &parameters);
    if (error != 0) {
        fail("io_uring_queue_init_params", -error);
    }
    io_uring_register_ring_fd(&ring);
    nanos_of_one((unsigned)size, (uint64_t)warmup * 1000000u);
    printf("%.2f\n", nanos_of_one((unsigned)size, (uint64_t)measure * 1000000u));
    return 0;
}
