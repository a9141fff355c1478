/*
 * refuse_syscall NUMBER ERRNO COMMAND...: runs a command for which one system call fails with the
 * given errno, as a container's seccomp profile would have it. See seccomp(2).
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count < 4) {
        fprintf(stderr, "usage: refuse_syscall NUMBER ERRNO COMMAND...\n");
        return 2;
    }
    unsigned number = (unsigned) atoi(words[1]);
    unsigned error = (unsigned) atoi(words[2]) & SECCOMP_RET_DATA;
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof(steps) / sizeof(steps[0]), steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("prctl");
        return 3;
    }
    execvp(words[3], words + 3);
    perror(words[3]);
    return 4;
}
