// Command serve starts a PostgreSQL and a Redis for tests that are not written in Go, and ends both when its standard input
// is closed. It prints one line of JSON with the address of the Redis, and then answers each line that it reads with one:
//
//	database NAME              makes a new and empty database: {"database": "postgres://…"}
//	redis kill|restart         {}; restarted it is empty
//	postgresql kill|restart    {}
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"twoticks/lab/backing"
)

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer cancel()
	if err := serve(ctx, os.Stdin, json.NewEncoder(os.Stdout)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, in io.Reader, out *json.Encoder) (err error) {
	postgreSQL, err := backing.StartPostgreSQL(ctx, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, postgreSQL.Stop()) }()
	redis, err := backing.StartRedis(ctx, "", backing.RedisOptions{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, redis.Stop()) }()
	if err := out.Encode(map[string]string{"redis": redis.URL()}); err != nil {
		return err
	}
	orders := make(chan string)
	go read(in, orders)
	for {
		select {
		case <-ctx.Done():
			return nil
		case order, more := <-orders:
			if !more {
				return nil
			}
			answer, err := carryOut(ctx, order, postgreSQL, redis)
			if err != nil {
				return err
			}
			if err := out.Encode(answer); err != nil {
				return err
			}
		}
	}
}

func carryOut(ctx context.Context, order string, postgreSQL *backing.PostgreSQL, redis *backing.Redis) (map[string]string, error) {
	done := map[string]string{}
	subject, act, _ := strings.Cut(order, " ")
	switch {
	case subject == "database":
		address, err := postgreSQL.CreateDatabase(ctx, act)
		return map[string]string{"database": address}, err
	case order == "redis kill":
		return done, redis.Kill()
	case order == "redis restart":
		return done, redis.Restart(ctx)
	case order == "postgresql kill":
		return done, postgreSQL.Kill()
	case order == "postgresql restart":
		return done, postgreSQL.Restart(ctx)
	}
	return nil, fmt.Errorf("there is no order %q", order)
}

// read hands on each line, and closes behind the last.
func read(in io.Reader, orders chan<- string) {
	defer close(orders)
	for scanner := bufio.NewScanner(in); scanner.Scan(); {
		orders <- scanner.Text()
	}
}
