namespace Relay.Local.Bus.Store;

/// <summary>SQLite found its file damaged, or that it is no database.</summary>
internal sealed class SqliteDamagedException(string message) : IOException(message);
