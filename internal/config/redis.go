package config

import (
	"errors"
	"regexp"

	"twoticks/internal/channel/redis"
)

func setRedis(c *Config, v string) error {
	if v != "" {
		if err := redis.CheckURL(v); err != nil {
			return err
		}
	}
	c.Redis = v
	return nil
}

// What may stand in a name of Redis's and in a rule of its access list without meaning something else there.
var redisPrefix = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,64}$`)

func setRedisPrefix(c *Config, v string) error {
	if !redisPrefix.MatchString(v) {
		return errors.New("it should be 1 to 64 letters, digits, and . : _ -")
	}
	c.RedisPrefix = v
	return nil
}

func setRedisCA(c *Config, v string) error {
	c.RedisCA = v
	return nil
}
