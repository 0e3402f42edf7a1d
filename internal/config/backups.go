package config

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

func setBackupDir(c *Config, v string) error {
	if strings.ContainsRune(v, 0) {
		return errors.New("it should be a folder")
	}
	c.BackupDir = v
	return nil
}

func setBackupEvery(c *Config, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < time.Minute {
		return errors.New("it should be a time such as 24h, at least 1m")
	}
	c.BackupEvery = d
	return nil
}

func setBackupKeep(c *Config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 10_000 {
		return errors.New("it should be a number from 1 to 10000")
	}
	c.BackupKeep = n
	return nil
}
