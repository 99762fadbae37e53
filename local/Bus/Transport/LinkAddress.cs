namespace Relay.Local.Bus.Transport;

/// <summary>What a link's address names.</summary>
internal enum LinkTarget
{
    Queue,
    DeadLetters,
    Management,
    DeadLetterManagement,
    Tokens,
}

/// <summary>A link's address: a queue's name, with or without a leading slash, and what of the queue is meant.</summary>
internal readonly record struct LinkAddress(string Queue, LinkTarget Target)
{
    private const string ManagementSuffix = "/$management";
    private const string DeadLetterSuffix = "/$deadletterqueue";

    public static LinkAddress Parse(string address)
    {
        var rest = address.TrimStart('/');
        if (rest.Equals("$cbs", StringComparison.OrdinalIgnoreCase))
            return new("", LinkTarget.Tokens);
        var management = Cut(ref rest, ManagementSuffix);
        var deadLetters = Cut(ref rest, DeadLetterSuffix);
        return new(rest, (management, deadLetters) switch
        {
            (false, false) => LinkTarget.Queue,
            (false, true) => LinkTarget.DeadLetters,
            (true, false) => LinkTarget.Management,
            (true, true) => LinkTarget.DeadLetterManagement,
        });
    }

    private static bool Cut(ref string text, string suffix)
    {
        if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            return false;
        text = text[..^suffix.Length];
        return true;
    }
}
