package intake

import "importchecker/shared/publication"

func readServices(lists publication.Lists, a *publication.Annex) (*publication.Read, error) {
	return nil, refuse("list", "lists of services are not brought in here yet", "暂不支持导入服务清单")
}
