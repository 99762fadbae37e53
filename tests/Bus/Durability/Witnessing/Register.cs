namespace Relay.Local.Bus.Tests.Durability.Witnessing;

/// <summary>
/// A value that is written over and over: what may be read is the value acknowledged last, or one requested after it.
/// </summary>
internal sealed class Register
{
    private readonly List<(int Version, string? Value)> _requested = [];
    private string? _acknowledged;
    private int _version;

    /// <summary>Gives the version that the answer acknowledges.</summary>
    public int Request(string? value)
    {
        _requested.Add((++_version, value));
        return _version;
    }

    public void Acknowledge(int version)
    {
        // Where it is not listed any more, a later value was acknowledged or seen before this answer was heard.
        var index = _requested.FindIndex(request => request.Version == version);
        if (index < 0)
            return;
        _acknowledged = _requested[index].Value;
        _requested.RemoveRange(0, index + 1);
    }

    public bool Allows(string? value) => value == _acknowledged || _requested.Exists(request => request.Value == value);

    /// <summary>The value was seen where only committed values can be seen: it is as good as acknowledged.</summary>
    public void Settle(string? value)
    {
        _acknowledged = value;
        _requested.Clear();
    }

    public override string ToString() => $"'{_acknowledged}'{string.Concat(_requested.Select(request => $" or '{request.Value}'"))}";
}
