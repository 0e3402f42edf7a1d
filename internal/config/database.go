package config

import (
	"errors"
	"net/url"
)

// setDatabase keeps the address of a PostgreSQL. Its errors do not repeat it: it may hold a password.
func setDatabase(c *Config, v string) error {
	if v != "" {
		u, err := url.Parse(v)
		switch {
		case err != nil:
			return errors.New("it should be like postgres://user:password@host:5432/name, with %xx for special characters in the password")
		case u.Scheme != "postgres" && u.Scheme != "postgresql":
			return errors.New("it should begin with postgres://, or be empty for a file in the data folder")
		case len(u.Path) < 2:
			return errors.New("the name of the database is missing behind the host: postgres://user:password@host:5432/name")
		}
	}
	c.Database = v
	return nil
}

func setDatabaseDurability(c *Config, v string) error {
	if v != "full" && v != "server" {
		return errors.New("it should be full or server")
	}
	c.DatabaseAsConfigured = v == "server"
	return nil
}
