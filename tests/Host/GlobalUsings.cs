global using Relay.Local.Host.Tests.Support;
global using Xunit;
